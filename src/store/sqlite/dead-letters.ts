// What a search server refused for good: kept to be looked at, tried again by way of the spool, or thrown away.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { IncidentChange } from '../../incident/incident.ts'
import type { DeadLetter, DeadLetterStore } from '../spool.ts'
import { transact } from './database.ts'
import { spoolWriter } from './spool.ts'

/** Beyond it the oldest are dropped. */
export const deadLetterBound = 10_000

export function deadLetterStore(database: DatabaseSync): DeadLetterStore {
  const put = database.prepare(`
    INSERT OR REPLACE INTO dead_letters (id, kind, target, reason, at_ms, payload)
    VALUES ($id, $kind, $target, $reason, $atMs, $payload)`)
  const list = database.prepare('SELECT * FROM dead_letters ORDER BY place DESC LIMIT ?')
  const kept = database.prepare('SELECT count(*) AS n FROM dead_letters')
  const dropped = database.prepare('SELECT dropped AS n FROM dead_letters_dropped')
  const purge = database.prepare('DELETE FROM dead_letters WHERE id = $id OR $id IS NULL')
  const trim = trimmer(database)
  return {
    setAside: async (letters) =>
      transact(database, () => {
        for (const { id, kind, target, reason, atMs, payload } of letters) {
          put.run({ id, kind, target, reason, atMs, payload })
        }
        trim()
      }),
    listDead: async (limit) => list.all(limit).map(letterOf),
    retryDead: async (id, nowMs) => transact(database, () => retry(database, id, nowMs)),
    purgeDead: async (id) => Number(purge.run({ id }).changes),
    counts: async () => ({ kept: Number(kept.get()!.n), dropped: Number(dropped.get()!.n) }),
  }
}

function trimmer(database: DatabaseSync): () => void {
  const drop = database.prepare(`
    DELETE FROM dead_letters WHERE place IN (SELECT place FROM dead_letters ORDER BY place DESC LIMIT -1 OFFSET ?)`)
  const count = database.prepare('UPDATE dead_letters_dropped SET dropped = dropped + ?')
  return () => {
    const { changes } = drop.run(deadLetterBound)
    if (changes > 0) count.run(changes)
  }
}

/** Documents alone: batches are evaluated from where they were queued, and a store of one process queues none. */
function retry(database: DatabaseSync, id: string | null, nowMs: number): number {
  const which = "kind = 'document' AND (id = $id OR $id IS NULL)"
  const rows = database.prepare(`SELECT payload FROM dead_letters WHERE ${which} ORDER BY place`).all({ id })
  const write = spoolWriter(database)
  for (const { payload } of rows) write(JSON.parse(String(payload)) as IncidentChange, nowMs)
  return Number(database.prepare(`DELETE FROM dead_letters WHERE ${which}`).run({ id }).changes)
}

const letterOf = (row: Readonly<Record<string, SQLOutputValue>>): DeadLetter => ({
  id: String(row.id),
  kind: row.kind as DeadLetter['kind'],
  target: String(row.target),
  reason: String(row.reason),
  atMs: Number(row.at_ms),
  payload: String(row.payload),
})

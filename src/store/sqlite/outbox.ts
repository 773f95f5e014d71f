// Responses decided with an incident: kept until they are delivered or given up, and shown meanwhile.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Delivered, OutboxEntry, OutboxRow, OutboxStore } from '../store.ts'
import { transact, transactFleeting } from './database.ts'

/** Writes inside the transaction of its caller. The same id is written once. */
export function outboxWriter(database: DatabaseSync): (entry: OutboxEntry, nowMs: number) => void {
  const insert = database.prepare(`
    INSERT INTO outbox
      (id, action, target, incident, payload, attempts, state, next_at_ms, created_at_ms, last_detail)
    VALUES ($id, $action, $target, $incidentId, $payload, 0, 'waiting', $nowMs, $nowMs, '')
    ON CONFLICT (id) DO NOTHING`)
  return ({ id, action, target, incidentId, payload }, nowMs) => {
    insert.run({ id, action, target, incidentId, payload, nowMs })
  }
}

export function outboxStore(database: DatabaseSync): OutboxStore {
  // The first of every target before the second of any: a target with a long queue does not hide the others.
  const due = database.prepare(`
    WITH turns AS (
      SELECT place, row_number() OVER (PARTITION BY action, target ORDER BY next_at_ms, place) AS turn
      FROM outbox WHERE state = 'waiting' AND next_at_ms <= ? ORDER BY turn, next_at_ms, place LIMIT ?)
    SELECT outbox.* FROM turns JOIN outbox USING (place) ORDER BY turn, next_at_ms, place`)
  const settle = database.prepare(`
    UPDATE outbox SET attempts = attempts + 1, state = $state, next_at_ms = $nextAtMs, last_detail = $detail
    WHERE id = $id AND state = 'waiting'`)
  const list = database.prepare(`
    SELECT * FROM outbox WHERE $state IS NULL OR state = $state ORDER BY created_at_ms DESC, place DESC LIMIT $limit`)
  const waiting = database.prepare(`
    SELECT * FROM outbox WHERE state = 'waiting' AND action = ? ORDER BY place LIMIT ?`)
  const retryOne = database.prepare(`
    UPDATE outbox SET state = 'waiting', attempts = 0, next_at_ms = ? WHERE id = ? AND state != 'delivered'`)
  const retryFailed = database.prepare(`
    UPDATE outbox SET state = 'waiting', attempts = 0, next_at_ms = ? WHERE state = 'failed'`)
  return {
    due: async (nowMs, limit) => due.all(nowMs, limit).map(rowOf),
    settle: async (id, result, nowMs) => {
      const row = { id, state: stateAfter(result), nextAtMs: result.nextAtMs ?? nowMs, detail: result.detail }
      const once = result.isRepeatable ? transactFleeting : transact
      once(database, () => settle.run(row))
    },
    list: async ({ state, limit }) => list.all({ state: state ?? null, limit }).map(rowOf),
    waiting: async (action, limit) => waiting.all(action, limit).map(rowOf),
    retry: async (id, nowMs) => Number((id === null ? retryFailed.run(nowMs) : retryOne.run(nowMs, id)).changes),
  }
}

const stateAfter = ({ outcome }: Delivered): OutboxRow['state'] => (outcome === 'retry' ? 'waiting' : outcome)

const rowOf = (row: Readonly<Record<string, SQLOutputValue>>): OutboxRow => ({
  id: String(row.id),
  action: row.action as OutboxRow['action'],
  target: String(row.target),
  incidentId: String(row.incident),
  payload: String(row.payload),
  attempts: Number(row.attempts),
  state: row.state as OutboxRow['state'],
  nextAtMs: Number(row.next_at_ms),
  createdAtMs: Number(row.created_at_ms),
  lastDetail: String(row.last_detail),
})

// Incidents' changes on their way to a search server: written with their commit, taken off once they have arrived.
import type { DatabaseSync } from 'node:sqlite'
import type { IncidentChange } from '../../incident/incident.ts'
import type { Spool } from '../spool.ts'
import { transact } from './database.ts'

/** Writes inside the transaction of its caller. */
export function spoolWriter(database: DatabaseSync): (change: IncidentChange, nowMs: number) => void {
  const insert = database.prepare('INSERT INTO spool (at_ms, change) VALUES (?, ?)')
  return (change, nowMs) => {
    insert.run(nowMs, JSON.stringify(change))
  }
}

export function spool(database: DatabaseSync): Spool {
  const read = database.prepare('SELECT place, at_ms, change FROM spool ORDER BY place LIMIT ?')
  const remove = database.prepare('DELETE FROM spool WHERE place = ?')
  const size = database.prepare('SELECT count(*) AS n FROM spool')
  return {
    read: async (limit) =>
      read.all(limit).map((row) => ({
        id: String(row.place),
        atMs: Number(row.at_ms),
        change: JSON.parse(String(row.change)) as IncidentChange,
      })),
    remove: async (ids) =>
      transact(database, () => {
        for (const id of ids) remove.run(Number(id))
      }),
    size: async () => Number(size.get()!.n),
  }
}

// A time → incidents recorded before it are gone, with their notes, their text and what was sent for them.
import type { DatabaseSync } from 'node:sqlite'
import { transact } from './database.ts'

/** Returns how many incidents went. Responses that still wait to be sent stay. */
export function expire(database: DatabaseSync, beforeMs: number): number {
  return transact(database, () => {
    const old = 'FROM incidents WHERE recorded_ms < ?'
    database.prepare(`DELETE FROM incident_text WHERE rowid IN (SELECT place ${old})`).run(beforeMs)
    database.prepare(`DELETE FROM outbox WHERE state != 'waiting' AND incident IN (SELECT id ${old})`).run(beforeMs)
    return Number(database.prepare(`DELETE ${old}`).run(beforeMs).changes)
  })
}

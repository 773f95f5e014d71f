// Blocks of the kernel as rows, and requests of operators in the outbox.
import type { DatabaseSync } from 'node:sqlite'
import type { BlockStore } from '../blocks.ts'
import { transact, transactFleeting } from './database.ts'
import { outboxWriter } from './outbox.ts'

/** How long it is known what became of an operator's request. */
const requestLifeMs = 7 * 24 * 3600_000

export function blockStore(database: DatabaseSync): BlockStore {
  const active = database.prepare('SELECT * FROM blocks WHERE until_ms > ? ORDER BY since_ms, address')
  const put = database.prepare(`
    INSERT INTO blocks (address, since_ms, until_ms, rule, incident)
    VALUES ($address, $sinceMs, $untilMs, $rule, $incident)
    ON CONFLICT (address) DO UPDATE SET since_ms = excluded.since_ms, until_ms = excluded.until_ms,
      rule = excluded.rule, incident = excluded.incident`)
  const forget = database.prepare('DELETE FROM blocks WHERE until_ms <= ?')
  const remove = database.prepare('DELETE FROM blocks WHERE address = ?')
  const forgetRequests = database.prepare(`
    DELETE FROM outbox WHERE incident = '' AND state != 'waiting' AND created_at_ms < ?`)
  const write = outboxWriter(database)
  return {
    blocks: async (nowMs) =>
      active.all(nowMs).map((row) => ({
        address: String(row.address),
        sinceMs: Number(row.since_ms),
        untilMs: Number(row.until_ms),
        rule: row.rule === null ? null : String(row.rule),
        incident: row.incident === null ? null : String(row.incident),
      })),
    putBlock: async ({ address, sinceMs, untilMs, rule, incident }, nowMs) =>
      transactFleeting(database, () => {
        forget.run(nowMs)
        put.run({ address, sinceMs: Math.round(sinceMs), untilMs: Math.round(untilMs), rule, incident })
      }),
    removeBlock: async (address) => void remove.run(address),
    ask: async (entry, nowMs) =>
      transact(database, () => {
        forgetRequests.run(nowMs - requestLifeMs)
        write(entry, nowMs)
      }),
  }
}

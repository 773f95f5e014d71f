// What could not be read, by source, connector and reason, with the first few pieces: the newest thousand reasons are kept.
import type { DatabaseSync } from 'node:sqlite'
import type { Unreadable } from '../../event/source.ts'
import type { UnreadableStore } from '../store.ts'
import { transact } from './database.ts'

const reasonLimit = 1000
const sampleLimit = 10
const excerptLimit = 512

export function unreadableStore(database: DatabaseSync): UnreadableStore {
  const put = database.prepare(`
    INSERT OR REPLACE INTO unreadable (source, connector, reason, count, samples, at_ms)
    VALUES ($source, $connector, $reason, $count, $samples, $nowMs)`)
  const forget = database.prepare(`
    DELETE FROM unreadable WHERE (source, connector, reason) IN (
      SELECT source, connector, reason FROM unreadable
      ORDER BY at_ms DESC, source, connector, reason LIMIT -1 OFFSET ?)`)
  const list = database.prepare('SELECT * FROM unreadable ORDER BY at_ms DESC, source, connector, reason')
  return {
    keepUnreadable: async (unreadable, nowMs) => {
      if (unreadable.length === 0) return
      transact(database, () => {
        for (const { source, connector, reason, count, samples } of unreadable) {
          put.run({ source, connector, reason, count, samples: JSON.stringify(cut(samples)), nowMs })
        }
        forget.run(reasonLimit)
      })
    },
    listUnreadable: async () =>
      list.all().map((row) => ({
        source: String(row.source),
        connector: String(row.connector),
        reason: String(row.reason),
        count: Number(row.count),
        samples: JSON.parse(String(row.samples)) as Unreadable['samples'],
      })),
  }
}

const cut = (samples: Unreadable['samples']): Unreadable['samples'] =>
  samples.slice(0, sampleLimit).map(({ at, excerpt }) => ({ at, excerpt: excerpt.slice(0, excerptLimit) }))

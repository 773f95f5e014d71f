// The contracts that Redis keeps for a partition and for all of them, held against a real server.
import { afterAll, describe } from 'vitest'
import type { IncidentChange } from '../../../src/incident/incident.ts'
import { takeLease } from '../../../src/queue/redis/lease.ts'
import { deadLetterBound, deadLetterStore } from '../../../src/store/redis/dead-letters.ts'
import { outboxStore } from '../../../src/store/redis/outbox.ts'
import { partitionStore } from '../../../src/store/redis/partition-store.ts'
import { redisSpool } from '../../../src/store/redis/spool.ts'
import { unreadableStore } from '../../../src/store/redis/unreadable.ts'
import type { Spool } from '../../../src/store/spool.ts'
import { commitContract } from '../../contracts/commit.contract.ts'
import { deadLetterContract } from '../../contracts/dead-letter.contract.ts'
import { outboxContract } from '../../contracts/outbox.contract.ts'
import { spoolContract } from '../../contracts/spool.contract.ts'
import { unreadableContract } from '../../contracts/unreadable.contract.ts'
import { freshLinks, ignore, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

describe.skipIf(redis === null)('Redis', () => {
  const open = async () => {
    const link = await links.open()
    const lease = (await takeLease(link, 0, 'worker', 60_000))!
    const spool = redisSpool(link, 0)
    return {
      store: { ...partitionStore(link, lease), ...outboxStore(link, 0) },
      spool,
      letters: deadLetterStore(link),
      bound: deadLetterBound,
      incidents: () => spooled(spool),
      close: async () => ignore(),
    }
  }
  commitContract('a partition', open)
  outboxContract('a partition', open)
  spoolContract('a partition', open)
  deadLetterContract('all partitions', open)
  unreadableContract('all partitions', async () => ({
    store: unreadableStore(await links.open()),
    close: async () => ignore(),
  }))
})

/** What Elasticsearch would hold when the spool has run empty. */
async function spooled(spool: Spool): Promise<readonly { readonly id: string; readonly count: number }[]> {
  const counts = new Map<string, number>()
  const see = (change: IncidentChange): void => {
    if (change.kind === 'counted') counts.set(change.id, change.count)
    else if (change.kind === 'raised' && !counts.has(change.incident.id)) counts.set(change.incident.id, 1)
  }
  for (const { change } of await spool.read(1000)) see(change)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, count]) => ({ id, count }))
}

// The glance at all of Redis, on a real one that something happened on.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { commitBatches } from '../../../src/queue/redis/commit-batches.ts'
import type { Link } from '../../../src/queue/redis/connect.ts'
import { settleLayout } from '../../../src/queue/redis/layout.ts'
import { takeLease } from '../../../src/queue/redis/lease.ts'
import { readOverview } from '../../../src/queue/redis/overview.ts'
import { openProducer } from '../../../src/queue/redis/producer.ts'
import { publishedBy, publishRules, readRules } from '../../../src/queue/redis/rules.ts'
import { heartbeat } from '../../../src/queue/redis/workers.ts'
import { partitionStore } from '../../../src/store/redis/partition-store.ts'
import { commit, raising } from '../../store/incidents.ts'
import { freshLinks, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

describe.skipIf(redis === null)('a glance', () => {
  let link: Link
  beforeEach(async () => {
    link = await links.open()
  })

  test('shows nothing where nothing was started', async () => {
    expect(await readOverview(link)).toBeNull()
  })

  test('shows what waits since when, whose it is, who lives, and who brings what', async () => {
    await settleLayout(link, 2)
    await publishRules(link, 'edge-2', { hash: 'rules', text: '{}' })
    const { epoch } = await openProducer(link, 'edge-2', 2)
    await openProducer(link, 'edge-1', 2)
    const head = { producer: 'edge-2', epoch, ruleset: 'rules', bound: 1000, fields: {}, requestKeys: [] }
    const sources = { 'edge-2/b': '{}', 'edge-2/a': '{}', 'edge-20/c': '{}' }
    const batch = (n: number) => ({ partition: 1, n, text: 'text' })
    await commitBatches(link, { ...head, n: 1, batches: [batch(1), batch(2)], sources }, 100)
    await commitBatches(link, { ...head, n: 2, batches: [batch(3)], sources: {} }, 200)
    const lease = (await takeLease(link, 1, 'worker', 60_000))!
    await heartbeat(link, 'worker', 60_000)
    const kept = commit(1, { source: 'edge-2', journal: 'x', kept: true })
    await partitionStore(link, lease).commit([kept, raising(1, { id: 'i1' })], 300)
    const nothing = { depth: 0, oldestAtMs: null, bytes: 0, owner: null, fence: 0, journal: 0, spool: 0 }
    expect(await readOverview(link)).toEqual({
      bytes: 12,
      rules: 'rules',
      partitions: [
        { partition: 0, ...nothing },
        {
          partition: 1,
          depth: 2,
          oldestAtMs: expect.any(Number),
          bytes: 12,
          owner: 'worker',
          fence: 1,
          journal: 1,
          spool: 1,
        },
      ],
      workers: [{ id: 'worker', silentMs: expect.any(Number), partitions: [1] }],
      producers: [
        { id: 'edge-1', lastAtMs: null, sources: [] },
        { id: 'edge-2', lastAtMs: 200, sources: ['a', 'b'] },
      ],
    })
  })

  test('rules stay to be found by their hash; who published which is known', async () => {
    expect(await publishedBy(link, 'edge')).toEqual({ current: null, ownBefore: null })
    await publishRules(link, 'edge', { hash: 'one', text: '{"rules":1}' })
    await publishRules(link, 'core', { hash: 'two', text: '{"rules":2}' })
    expect(await publishedBy(link, 'edge')).toEqual({ current: 'two', ownBefore: 'one' })
    expect([await readRules(link, 'one'), await readRules(link, 'two')]).toEqual(['{"rules":1}', '{"rules":2}'])
  })
})

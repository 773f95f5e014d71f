// A partition's commits on a real Redis, beyond the contract: fences, batches that are kept, what snapshots cover.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readBatch, writeBatch } from '../../../src/pipeline/batch-text.ts'
import { beginAttempt, beginBatch } from '../../../src/queue/redis/attempts.ts'
import { commitBatches } from '../../../src/queue/redis/commit-batches.ts'
import { connect, disconnect, type Link } from '../../../src/queue/redis/connect.ts'
import { releaseLease, renewLeases, takeLease } from '../../../src/queue/redis/lease.ts'
import { openProducer } from '../../../src/queue/redis/producer.ts'
import { publishRules } from '../../../src/queue/redis/rules.ts'
import { heartbeat } from '../../../src/queue/redis/workers.ts'
import { deadLetterStore, retriedProducer } from '../../../src/store/redis/dead-letters.ts'
import { outboxStore } from '../../../src/store/redis/outbox.ts'
import { allOutboxes } from '../../../src/store/redis/outboxes.ts'
import { partitionStore } from '../../../src/store/redis/partition-store.ts'
import { redisSpool } from '../../../src/store/redis/spool.ts'
import type { Commit, CommitStore } from '../../../src/store/store.ts'
import { privateRedis } from '../../servers.ts'
import { commit, outboxEntry, raising } from '../../store/incidents.ts'
import { saveSnapshot, textOf as textOfSnapshot } from '../../store/snapshots.ts'
import { freshLinks, ignore, redis, settings } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

const nowMs = Date.parse('2026-03-02T00:00:00Z')

/** Batches 1 … n of one producer for partition 0, each of 100 bytes. */
async function produce(link: Link, count: number): Promise<void> {
  await publishRules(link, 'edge', { hash: 'rules1', text: '{}' })
  const { epoch, flush, next } = await openProducer(link, 'edge', 1)
  const batches = Array.from({ length: count }, (_, i) => ({
    partition: 0,
    n: next[0]! + i,
    text: textOf(next[0]! + i),
  }))
  const head = { producer: 'edge', epoch, n: flush + 1, ruleset: 'rules1', bound: 1e9 }
  const result = await commitBatches(link, { ...head, batches, fields: {}, sources: {}, requestKeys: [] }, nowMs)
  expect(result.kind).toBe('ok')
}

const textOf = (n: number): string => `batch ${n}`.padEnd(100, '.')
const ofBatch = (n: number, over: Partial<Commit> = {}): Commit =>
  commit(n, { source: 'edge', resume: null, journal: 'is kept elsewhere', kept: true, ...over })

async function own(link: Link, worker = 'worker'): Promise<CommitStore> {
  return partitionStore(link, (await takeLease(link, 0, worker, 60_000))!)
}

describe.skipIf(redis === null)('a partition', () => {
  let link: Link
  beforeEach(async () => {
    link = await links.open()
  })

  const bytes = async () => (await link.connection.mget(link.keys.bytes, link.keys.partition(0).bytes)).map(Number)
  const kept = async () => (await link.connection.hkeys(link.keys.partition(0).batches)).sort()
  const waiting = () => link.connection.zrange(link.keys.partition(0).waiting, '0', '-1')

  test('a batch that is kept is not kept twice: recovery puts it where its commit stood', async () => {
    await produce(link, 3)
    const store = await own(link)
    await store.commit([ofBatch(1), commit(1, { source: 'a:b\nc', journal: 'tick' }), ofBatch(2)], nowMs)
    expect(await waiting()).toEqual(['edge:3'])
    expect(await link.connection.lrange(link.keys.partition(0).journal, 0, -1)).toEqual([
      '*edge:1',
      '=["a:b\\nc",1]\ntick',
      '*edge:2',
    ])
    const { journal, positions } = await store.recover()
    expect(journal).toEqual([
      { source: 'edge', n: 1, data: textOf(1) },
      { source: 'a:b\nc', n: 1, data: 'tick' },
      { source: 'edge', n: 2, data: textOf(2) },
    ])
    expect(positions.get('edge')).toEqual({ n: 2, resume: null })
    expect(await bytes()).toEqual([300, 300])
  })

  test('a snapshot lets go of the batches that it covers, and of no others', async () => {
    await produce(link, 3)
    const store = await own(link)
    await store.commit([ofBatch(1), ofBatch(2)], nowMs)
    await saveSnapshot(store, { format: 7, state: 'ä'.repeat(100_000) })
    expect(await kept()).toEqual(['edge:3'])
    expect(await bytes()).toEqual([100, 100])
    await store.commit([ofBatch(3)], nowMs)
    const { snapshot, journal } = await store.recover()
    expect(textOfSnapshot(snapshot)).toEqual({ format: 7, state: 'ä'.repeat(100_000) })
    expect(journal).toEqual([{ source: 'edge', n: 3, data: textOf(3) }])
    expect((await link.connection.lindex(link.keys.partition(0).pieces, 0))!.length).toBeLessThan(10_000)
  })

  test('a batch that left nothing to run again, or was skipped, is let go at once', async () => {
    await produce(link, 2)
    const store = await own(link)
    await store.commit([ofBatch(1, { journal: null }), commit(2, { source: 'edge' })], nowMs)
    expect(await kept()).toEqual([])
    expect(await waiting()).toEqual([])
    expect(await bytes()).toEqual([0, 0])
    expect((await store.recover()).positions.get('edge')?.n).toBe(2)
  })

  test('who lost the partition cannot write a thing, however late the answer', async () => {
    await produce(link, 2)
    const lease = (await takeLease(link, 0, 'slow', 60_000))!
    const slow = partitionStore(link, lease)
    await slow.commit([ofBatch(1)], nowMs)
    await releaseLease(link, lease)
    const quick = await own(link, 'quick')
    const late = raising(1, { id: 'late' })
    await expect(slow.commit([late], nowMs)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await expect(saveSnapshot(slow, { format: 1, state: 'old' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await redisSpool(link, 0).size()).toBe(0)
    const { snapshot, journal } = await quick.recover()
    expect([snapshot, journal.length]).toEqual([null, 1])
    await quick.commit([ofBatch(2)], nowMs)
  })

  test('the same commit again is as well as done; one that leaves out a batch shows that Redis lost some', async () => {
    await produce(link, 3)
    const store = await own(link)
    const first = ofBatch(1, { ...raising(1, { id: 'i1' }), source: 'edge', outbox: [outboxEntry('o1')] })
    await store.commit([first], nowMs)
    await store.commit([first, ofBatch(2)], nowMs + 1)
    expect(await redisSpool(link, 0).size()).toBe(1)
    expect((await store.recover()).positions.get('edge')?.n).toBe(2)
    await expect(store.commit([ofBatch(4)], nowMs)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await link.connection.hdel(link.keys.partition(0).batches, 'edge:3')
    await expect(store.commit([ofBatch(3)], nowMs)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  test('whoever builds on commits that Redis has lost commits no more, and saves no state', async () => {
    await produce(link, 3)
    const { done, commits } = link.keys.partition(0)
    const store = await own(link)
    await store.commit([ofBatch(1)], nowMs)
    const before = { done: await link.connection.hgetall(done), commits: (await link.connection.get(commits))! }
    await store.commit([ofBatch(2)], nowMs)
    await link.connection.multi().del(done).hset(done, before.done).set(commits, before.commits).exec()
    await expect(saveSnapshot(store, { format: 1, state: 'too far' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    const ofTime = commit(1, { source: '(clock)' })
    await expect(store.commit([ofTime], nowMs)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    const next = await own(link)
    expect((await next.recover()).positions.get('edge')?.n).toBe(1)
    await next.commit([ofTime, ofBatch(2)], nowMs)
    await saveSnapshot(next, { format: 1, state: 'as it is' })
  })

  test('state whose batches are gone is not guessed', async () => {
    await produce(link, 1)
    const store = await own(link)
    await store.commit([ofBatch(1)], nowMs)
    await link.connection.del(link.keys.partition(0).batches)
    await expect(store.recover()).rejects.toMatchObject({ code: 'QUEUE_UNSUITABLE' })
  })

  test('a journal of thousands of batches is recovered in order', async () => {
    await produce(link, 2500)
    const store = await own(link)
    await store.commit(
      Array.from({ length: 2500 }, (_, i) => ofBatch(i + 1)),
      nowMs,
    )
    expect((await store.recover()).journal.map(({ n, data }) => data === textOf(n) && n)).toEqual(
      Array.from({ length: 2500 }, (_, i) => i + 1),
    )
    await saveSnapshot(store, { format: 1, state: '{}' })
    expect([await kept(), await bytes()]).toEqual([[], [0, 0]])
  })

  test('a batch that was set aside is tried again behind all others', async () => {
    await produce(link, 1)
    const letters = deadLetterStore(link)
    const letter = {
      id: '0-edge-1',
      kind: 'batch',
      target: '0',
      reason: 'spoilt',
      atMs: nowMs,
      payload: textOf(1),
    } as const
    await letters.setAside([letter, { ...letter, id: 'lost', payload: '' }])
    expect(await letters.retryDead(null, nowMs)).toBe(1)
    expect(await letters.listDead(9)).toMatchObject([{ id: 'lost' }])
    const own = link.keys.partition(0)
    expect(await link.connection.hget(own.tail, retriedProducer)).toBe('1')
    expect(await link.connection.hget(own.batches, `${retriedProducer}:1`)).toBe(textOf(1))
    expect(await bytes()).toEqual([200, 200])
  })

  test('a batch that is tried again goes by the rules that count now, and nothing else of it changes', async () => {
    await publishRules(link, 'edge', { hash: 'today', text: '{}' })
    const letters = deadLetterStore(link)
    const letter = { id: 'a', kind: 'batch', target: '0', reason: 'spoilt', atMs: nowMs } as const
    const lines = ['{"source":"edge/log","progress":[1.50,0,0]}', '{"of":"ä"}']
    await letters.setAside([{ ...letter, payload: writeBatch('yesterday', lines) }])
    await letters.retryDead('a', nowMs)
    const text = await link.connection.hget(link.keys.partition(0).batches, `${retriedProducer}:1`)
    expect(readBatch(text!)).toEqual({ rules: 'today', lines })
    expect(await bytes()).toEqual([Buffer.byteLength(text!), Buffer.byteLength(text!)])
  })

  test('the outboxes of all partitions are listed and asked again as one', async () => {
    for (const partition of [0, 1]) {
      const lease = (await takeLease(link, partition, 'worker', 60_000))!
      const outbox = [outboxEntry(`o${partition}`)]
      await partitionStore(link, lease).commit([commit(1, { outbox })], nowMs + partition)
      await outboxStore(link, partition).settle(`o${partition}`, { outcome: 'failed', detail: '500\n502' }, nowMs)
    }
    const all = allOutboxes(link, 2)
    expect(await all.list({ limit: 9 })).toMatchObject([
      { id: 'o1', state: 'failed', lastDetail: '500\n502' },
      { id: 'o0', state: 'failed' },
    ])
    expect(await all.list({ limit: 1 })).toHaveLength(1)
    expect(await all.retry('o1', nowMs)).toBe(1)
    expect(await all.retry(null, nowMs)).toBe(1)
    expect(await all.list({ state: 'waiting', limit: 9 })).toHaveLength(2)
  })

  test('responses that were delivered are kept to look at, but not all of them for ever', async () => {
    const store = await own(link)
    const outbox = Array.from({ length: 1005 }, (_, i) => outboxEntry(`o${i}`))
    await store.commit([commit(1, { outbox })], nowMs)
    const settled = outboxStore(link, 0)
    await Promise.all(outbox.map(({ id }) => settled.settle(id, { outcome: 'delivered', detail: '' }, nowMs)))
    expect(await settled.list({ limit: 2000 })).toHaveLength(1000)
    expect(await link.connection.hlen(link.keys.partition(0).outbox.entries)).toBe(1000)
  })
})

test.skipIf(redis === null)(
  'a server without room takes all that workers need to go on: that makes room',
  async ({ skip }) => {
    const server = await privateRedis(['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction'])
    if (!server) return skip()
    const link = await connect(settings({ redis: server.url }), { manner: 'prompt', onTrouble: ignore })
    try {
      const lease = (await takeLease(link, 0, 'worker', 60_000))!
      const store = partitionStore(link, lease)
      await produce(link, 10)
      let size = 0
      const fill = async (): Promise<void> => {
        for (;;) await link.connection.set(`filler ${size++}`, 'x'.repeat(10_000))
      }
      await expect(fill()).rejects.toThrow('OOM')
      expect(await heartbeat(link, 'worker', 60_000)).toEqual(['worker'])
      expect(await renewLeases(link, [lease], 60_000)).toEqual([])
      expect(await takeLease(link, 1, 'worker', 60_000)).not.toBeNull()
      await beginAttempt(link, 1)
      await beginBatch(link, 1, 'edge', 1)
      await store.commit([ofBatch(1), { ...raising(2, { id: 'i2' }), source: 'edge', kept: true }], nowMs)
      await saveSnapshot(store, { format: 1, state: 'of 1 and 2' })
      expect((await store.recover()).positions.get('edge')?.n).toBe(2)
      expect(await redisSpool(link, 0).size()).toBe(1)
    } finally {
      await disconnect(link)
      await server.remove()
    }
  },
)

test.skipIf(redis === null)(
  'what was committed outlasts the server: killed at any time, each commit is there once',
  async ({ skip }) => {
    const server = await privateRedis(['--appendfsync', 'always'])
    if (!server) return skip()
    const link = await connect(settings({ redis: server.url }), { manner: 'prompt', onTrouble: ignore })
    try {
      await produce(link, 200)
      const store = await own(link)
      let failures = 0
      const untilDone = async (attempt: () => Promise<void>): Promise<void> => {
        for (;;) {
          try {
            return await attempt()
          } catch (error) {
            expect(error).toMatchObject({ code: 'QUEUE_UNREACHABLE' })
            failures++
            await new Promise((resolve) => setTimeout(resolve, 20))
          }
        }
      }
      const killing = (async () => {
        for (let i = 0; i < 3; i++) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          await server.kill('SIGKILL')
          await server.start()
        }
      })()
      for (let n = 1; n <= 200; n++) {
        const incident = { ...raising(n, { id: `i${n}` }), source: 'edge', journal: 'x', kept: true } as const
        await untilDone(() => store.commit([incident], nowMs))
        if (n % 50 === 0) await untilDone(() => saveSnapshot(store, { format: 1, state: `${n}` }))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await killing
      expect(failures).toBeGreaterThan(0)
      const ids = (await redisSpool(link, 0).read(1000)).map(
        ({ change }) => change.kind === 'raised' && change.incident.id,
      )
      expect(ids).toEqual(Array.from({ length: 200 }, (_, i) => `i${i + 1}`))
      expect(await link.connection.mget(link.keys.bytes, link.keys.partition(0).bytes)).toEqual(['0', '0'])
    } finally {
      await disconnect(link)
      await server.remove()
    }
  },
)

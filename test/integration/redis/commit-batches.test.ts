// A producer's flush on a real Redis: all of it or nothing, each once, and refused where it must be.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { commitBatches, type Flush, requestLifeMs } from '../../../src/queue/redis/commit-batches.ts'
import { connect, disconnect, type Link } from '../../../src/queue/redis/connect.ts'
import { type OpenProducer, openProducer } from '../../../src/queue/redis/producer.ts'
import { knowsRequest } from '../../../src/queue/redis/requests.ts'
import { publishRules } from '../../../src/queue/redis/rules.ts'
import { privateRedis } from '../../servers.ts'
import { freshLinks, ignore, redis, settings } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

const nowMs = Date.parse('2026-03-02T00:00:00Z')

describe.skipIf(redis === null)('a flush', () => {
  let link: Link
  let opened: OpenProducer
  beforeEach(async () => {
    link = await links.open()
    await publishRules(link, 'edge', { hash: 'rules1', text: '{}' })
    opened = await openProducer(link, 'edge-1', 3)
  })

  const flushOf = (n: number, over: Partial<Flush> = {}): Flush => ({
    producer: 'edge-1',
    epoch: opened.epoch,
    n,
    ruleset: 'rules1',
    bound: 1000,
    batches: [],
    fields: {},
    sources: {},
    requestKeys: [],
    ...over,
  })
  const flush = (n: number, over: Partial<Flush> = {}, atMs = nowMs) => commitBatches(link, flushOf(n, over), atMs)
  const batch = (partition: number, n: number, text = `p${partition} n${n}`) => ({ partition, n, text })
  const everything = async (): Promise<string> => {
    const names = (await link.connection.keys(`${link.keys.root}*`)).sort()
    const dumps = await Promise.all(names.map((name) => link.connection.dumpBuffer(name)))
    return names.map((name, i) => `${name} ${dumps[i]!.toString('base64')}`).join('\n')
  }
  const nothingWritten = async (attempt: () => Promise<unknown>) => {
    const before = await everything()
    const result = await attempt()
    expect(await everything()).toBe(before)
    return result
  }

  test('a producer that is new begins at one, in every partition', () => {
    expect(opened).toEqual({ id: 'edge-1', epoch: 1, flush: 0, fields: new Map(), next: [1, 1, 1] })
  })

  test('batches, positions, sources and request keys are there afterwards, and where the producer goes on', async () => {
    const all: Partial<Flush> = {
      batches: [batch(0, 1, 'häh'), batch(2, 1), batch(2, 2)],
      fields: { 'source a': '1', gone: 'x' },
      sources: { 'edge-1/a': '{"id":"a"}' },
      requestKeys: ['k1'],
    }
    expect(await flush(1, all)).toEqual({ kind: 'ok' })
    expect(await flush(2, { fields: { gone: null, 'source a': '2' } })).toEqual({ kind: 'ok' })
    const { connection, keys } = link
    expect(await connection.hgetall(keys.partition(2).batches)).toEqual({ 'edge-1:1': 'p2 n1', 'edge-1:2': 'p2 n2' })
    expect(await connection.zrange(keys.partition(0).waiting, '0', '-1', 'WITHSCORES')).toEqual([
      'edge-1:1',
      expect.toSatisfy((placed) => Math.abs(Number(placed) - Date.now()) < 60_000),
    ])
    expect(await connection.hgetall(keys.sources)).toEqual({ 'edge-1/a': '{"id":"a"}' })
    expect(await connection.zrange(keys.requests, '0', '-1')).toEqual(['k1'])
    expect(await connection.mget(keys.bytes, keys.partition(0).bytes, keys.partition(2).bytes)).toEqual([
      '14',
      '4',
      '10',
    ])
    expect(await openProducer(link, 'edge-1', 3)).toEqual({
      ...{ id: 'edge-1', epoch: 2, flush: 2, next: [2, 1, 3] },
      fields: new Map([['source a', '2']]),
    })
  })

  test('the same again changes nothing, and is as well as done', async () => {
    const once: Partial<Flush> = { batches: [batch(0, 1)], fields: { at: '1' } }
    await flush(1, once)
    expect(await nothingWritten(() => flush(1, once, nowMs + 5))).toEqual({ kind: 'ok' })
    await flush(2, { fields: { at: '2' } })
    expect(await nothingWritten(() => flush(1, once))).toEqual({ kind: 'ok' })
  })

  test('beyond the bound nothing is written; one flush alone may be larger than that', async () => {
    expect(await flush(1, { batches: [batch(0, 1, 'x'.repeat(1500))] })).toEqual({ kind: 'ok' })
    const next: Partial<Flush> = { batches: [batch(1, 1)], fields: { at: '2' }, requestKeys: ['k'] }
    expect(await nothingWritten(() => flush(2, next))).toEqual({ kind: 'full', bytes: 1500 })
    expect(await flush(2, { fields: { at: '2' } })).toEqual({ kind: 'ok' })
    expect(await flush(3, { ...next, bound: 2000 })).toEqual({ kind: 'ok' })
  })

  test('what another process opened is no longer ours', async () => {
    await openProducer(link, 'edge-1', 3)
    expect(await nothingWritten(() => flush(1, { batches: [batch(0, 1)] }))).toEqual({ kind: 'superseded' })
  })

  test('batches that were routed by other rules are refused', async () => {
    await publishRules(link, 'edge', { hash: 'rules2', text: '{}' })
    const result = await nothingWritten(() => flush(1, { batches: [batch(0, 1)] }))
    expect(result).toEqual({ kind: 'outdated', ruleset: 'rules2' })
    expect(await flush(1, { ruleset: 'rules2', batches: [batch(0, 1)] })).toEqual({ kind: 'ok' })
  })

  test('numbers that do not follow show that Redis has lost some', async () => {
    expect(await nothingWritten(() => flush(2))).toEqual({ kind: 'lost' })
    expect(await nothingWritten(() => flush(1, { batches: [batch(0, 1), batch(1, 2)] }))).toEqual({ kind: 'lost' })
    expect(await nothingWritten(() => flush(1, { batches: [batch(0, 1), batch(0, 1)] }))).toEqual({ kind: 'lost' })
  })

  test('request keys are known for a day', async () => {
    await flush(1, { requestKeys: ['old'] })
    await flush(2, { requestKeys: ['new'] }, nowMs + requestLifeMs)
    expect(await link.connection.zrange(link.keys.requests, '0', '-1')).toEqual(['old', 'new'])
    await flush(3, {}, nowMs + requestLifeMs + 1)
    expect(await link.connection.zrange(link.keys.requests, '0', '-1')).toEqual(['new'])
  })

  test('a request is of one run to commit, and committed once', async () => {
    const { requests } = link.keys
    expect(await knowsRequest(link, 'k', 'mine')).toBe(false)
    expect(await knowsRequest(link, 'k', 'mine')).toBe(false)
    await expect(knowsRequest(link, 'k', 'theirs')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await flush(1, { requestKeys: ['j', 'k'] })
    expect(await knowsRequest(link, 'k', 'theirs')).toBe(true)
    const again = { batches: [batch(0, 1)], fields: { at: '2', gone: null }, requestKeys: ['l', 'k'] }
    expect(await nothingWritten(() => flush(2, again))).toEqual({ kind: 'lost' })
    expect(await link.connection.zrange(requests, '0', '-1')).toEqual(['j', 'k'])
  })

  test('a flush of thousands of fields and batches goes in one piece', async () => {
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, `${i}`]))
    const batches = Array.from({ length: 3000 }, (_, i) => batch(i % 3, Math.floor(i / 3) + 1, 'x'))
    expect(await flush(1, { fields, batches, bound: 1e6 })).toEqual({ kind: 'ok' })
    const reopened = await openProducer(link, 'edge-1', 3)
    expect(reopened.next).toEqual([1001, 1001, 1001])
    expect(reopened.fields.size).toBe(5000)
    const none = Object.fromEntries(Object.keys(fields).map((name) => [name, null]))
    opened = reopened
    expect(await flush(2, { fields: none })).toEqual({ kind: 'ok' })
    expect((await openProducer(link, 'edge-1', 3)).fields.size).toBe(0)
  })
})

test.skipIf(redis === null)(
  'what was flushed outlasts the server: killed at any time, each flush is there once',
  async ({ skip }) => {
    const server = await privateRedis(['--appendfsync', 'always'])
    if (!server) return skip()
    const link = await connect(settings({ redis: server.url }), { manner: 'prompt', onTrouble: ignore })
    const flushes = 150
    try {
      await publishRules(link, 'edge-1', { hash: 'rules1', text: '{}' })
      const { epoch } = await openProducer(link, 'edge-1', 1)
      const killing = (async () => {
        for (let i = 0; i < 3; i++) {
          await sleep(100)
          await server.kill('SIGKILL')
          await server.start()
        }
      })()
      let failures = 0
      for (let n = 1; n <= flushes; ) {
        const batches = [{ partition: 0, n, text: `batch ${n}` }]
        const head = { producer: 'edge-1', epoch, n, ruleset: 'rules1', bound: 1e9 }
        try {
          expect(
            await commitBatches(
              link,
              { ...head, batches, fields: { at: `${n}` }, sources: {}, requestKeys: [] },
              nowMs,
            ),
          ).toEqual({ kind: 'ok' })
          n++
        } catch (error) {
          expect(error).toMatchObject({ code: 'QUEUE_UNREACHABLE' })
          failures++
        }
        await sleep(5)
      }
      await killing
      expect(failures).toBeGreaterThan(0)
      const kept = await link.connection.hgetall(link.keys.partition(0).batches)
      expect(kept).toEqual(
        Object.fromEntries(Array.from({ length: flushes }, (_, i) => [`edge-1:${i + 1}`, `batch ${i + 1}`])),
      )
      const { next, fields } = await openProducer(link, 'edge-1', 1)
      expect([next, fields.get('at')]).toEqual([[flushes + 1], `${flushes}`])
      const bytes = Object.values(kept).reduce((sum, { length }) => sum + length, 0)
      expect(await link.connection.get(link.keys.bytes)).toBe(String(bytes))
    } finally {
      await disconnect(link)
      await server.remove()
    }
  },
)

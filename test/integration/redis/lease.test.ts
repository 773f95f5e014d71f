// Leases and the registry of workers on a real Redis: one owner at a time, and numbers that only grow.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Link } from '../../../src/queue/redis/connect.ts'
import { partitionsOf, settleLayout } from '../../../src/queue/redis/layout.ts'
import { leaseHolders, releaseLease, renewLeases, takeLease } from '../../../src/queue/redis/lease.ts'
import { farewell, heartbeat, listWorkers } from '../../../src/queue/redis/workers.ts'
import { freshLinks, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

let link: Link
beforeEach(async () => {
  if (redis) link = await links.open()
})

describe.skipIf(redis === null)('a lease', () => {
  test('of all that reach for it at once one gets it', async () => {
    const taken = await Promise.all(['a', 'b', 'c'].map((worker) => takeLease(link, 0, worker, 60_000)))
    expect(taken.filter((lease) => lease !== null)).toHaveLength(1)
    expect(await leaseHolders(link, 2)).toEqual(new Map([[0, taken.find((lease) => lease)!.worker]]))
  })

  test('who takes it again, or after another, gets a higher number', async () => {
    const first = (await takeLease(link, 0, 'a', 60_000))!
    const again = (await takeLease(link, 0, 'a', 60_000))!
    await releaseLease(link, again)
    const other = (await takeLease(link, 0, 'b', 60_000))!
    expect([first.fence, again.fence, other.fence]).toEqual([1, 2, 3])
  })

  test('renewed it lasts; not renewed it runs out, and another takes it', async () => {
    const firstMs = 500
    const lease = (await takeLease(link, 0, 'a', firstMs))!
    expect(await renewLeases(link, [lease], 60_000)).toEqual([])
    await sleep(firstMs * 2)
    expect(await takeLease(link, 0, 'b', 60_000)).toBeNull()
    expect(await renewLeases(link, [lease], 1)).toEqual([])
    await expect.poll(() => takeLease(link, 0, 'b', 60_000)).not.toBeNull()
    expect(await renewLeases(link, [lease], 60_000)).toEqual([lease])
  })

  test('one that ran out is still its own while nobody else took it', async () => {
    const lease = (await takeLease(link, 0, 'a', 1))!
    await sleep(20)
    expect(await leaseHolders(link, 1)).toEqual(new Map())
    expect(await renewLeases(link, [lease], 60_000)).toEqual([])
    expect(await leaseHolders(link, 1)).toEqual(new Map([[0, 'a']]))
  })

  test('of many that are renewed at once the lost ones are told', async () => {
    const [kept, lost] = [(await takeLease(link, 0, 'a', 60_000))!, (await takeLease(link, 1, 'a', 60_000))!]
    await releaseLease(link, lost)
    await takeLease(link, 1, 'b', 60_000)
    expect(await renewLeases(link, [kept, lost], 60_000)).toEqual([lost])
    expect(await renewLeases(link, [], 60_000)).toEqual([])
  })

  test('an old one cannot release what is another’s by now', async () => {
    const lease = (await takeLease(link, 0, 'a', 60_000))!
    await releaseLease(link, lease)
    await takeLease(link, 0, 'b', 60_000)
    await releaseLease(link, lease)
    expect(await leaseHolders(link, 1)).toEqual(new Map([[0, 'b']]))
  })
})

describe.skipIf(redis === null)('workers', () => {
  test('who was heard of lately lives; who says farewell or falls silent does not', async () => {
    await heartbeat(link, 'a', 60_000)
    expect(await heartbeat(link, 'b', 60_000)).toEqual(expect.arrayContaining(['a', 'b']))
    await farewell(link, 'a')
    expect(await heartbeat(link, 'c', 60_000)).not.toContain('a')
    await sleep(60)
    expect(await heartbeat(link, 'c', 30)).toEqual(['c'])
    const [last, before] = await listWorkers(link)
    expect([last!.id, before!.id]).toEqual(['c', 'b'])
    expect(before!.silentMs).toBeGreaterThanOrEqual(30)
  })
})

describe.skipIf(redis === null)('the layout', () => {
  test('is what the first start says, and no other number of partitions works on it', async () => {
    expect(await partitionsOf(link)).toBeNull()
    await settleLayout(link, 16)
    await settleLayout(link, 16)
    await expect(settleLayout(link, 8)).rejects.toMatchObject({ code: 'QUEUE_UNSUITABLE' })
    expect(await partitionsOf(link)).toBe(16)
  })

  test('of another version it is refused', async () => {
    await link.connection.set(link.keys.layout, '{"format":99,"partitions":16}')
    await expect(settleLayout(link, 16)).rejects.toMatchObject({ code: 'QUEUE_UNSUITABLE' })
  })
})

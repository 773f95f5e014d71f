// A partition that is taken again and again without getting any further: its batches are begun one by one, and one that
// is begun and never ended is suspected.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { beginAttempt, beginBatch, endAttempt } from '../../../src/queue/redis/attempts.ts'
import type { Link } from '../../../src/queue/redis/connect.ts'
import { type Lease, releaseLease, takeLease } from '../../../src/queue/redis/lease.ts'
import { freshLinks, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

const nothing = { isCareful: false, suspect: null }

describe.skipIf(redis === null)('attempts', () => {
  let link: Link
  beforeEach(async () => {
    link = await links.open()
  })

  const take = async (worker: string): Promise<Lease> => (await takeLease(link, 0, worker, 60_000))!

  test('after three without a commit batches are begun one by one; one begun three times is suspected', async () => {
    expect(await beginAttempt(link, 0)).toEqual(nothing)
    expect(await beginAttempt(link, 0)).toEqual(nothing)
    for (let n = 0; n < 3; n++) {
      expect(await beginAttempt(link, 0)).toEqual({ isCareful: true, suspect: null })
      await beginBatch(link, 0, 'edge', 7)
    }
    expect(await beginAttempt(link, 0)).toEqual({ isCareful: true, suspect: { producer: 'edge', n: 7 } })
    expect(await beginAttempt(link, 1)).toEqual(nothing)
  })

  test('whoever gets further, or leaves in good order, is not suspected', async () => {
    for (let n = 0; n < 3; n++) await beginAttempt(link, 0)
    await link.connection.hset(link.keys.partition(0).done, 'edge', 1)
    expect(await beginAttempt(link, 0)).toEqual(nothing)
    for (let n = 0; n < 3; n++) await beginAttempt(link, 0)
    await endAttempt(link, await take('worker'))
    expect(await beginAttempt(link, 0)).toEqual(nothing)
  })

  test('whoever lost the partition over a batch does not excuse it', async () => {
    const lost = await take('slow')
    for (let n = 0; n < 3; n++) await beginAttempt(link, 0)
    await releaseLease(link, lost)
    await take('next')
    await endAttempt(link, lost)
    expect(await beginAttempt(link, 0)).toEqual({ isCareful: true, suspect: null })
  })

  test('different batches are not one', async () => {
    for (let n = 0; n < 6; n++) {
      await beginAttempt(link, 0)
      await beginBatch(link, 0, 'edge', n)
    }
    expect(await beginAttempt(link, 0)).toEqual({ isCareful: true, suspect: null })
  })
})

// Batches of several producers → the order in which a partition evaluates them.
import { expect, test } from 'vitest'
import { Feed, type Spoilt } from '../../src/pipeline/feed.ts'
import type { QueuedBatch } from '../../src/queue/partition-batches.ts'

/** `waiting`: in the order of commits, as `a1`. What is submitted is committed at once. */
function feedOf(waiting: readonly string[], tails: Record<string, number>, absent: readonly string[] = []) {
  const fed: string[] = []
  const lost: true[] = []
  const spoilt: Spoilt[] = []
  const name = ({ producer, n }: QueuedBatch): string => `${producer}${n}`
  const left = (): string[] => waiting.filter((each) => !fed.includes(each))
  const feed = new Feed({
    batches: {
      tails: async () => new Map(Object.entries(tails)),
      waiting: async (limit) =>
        left()
          .slice(0, limit)
          .map((each) => ({ producer: each[0]!, n: Number(each.slice(1)) })),
      read: async (batches) => batches.map((batch) => (absent.includes(name(batch)) ? null : name(batch))),
    },
    pipeline: {
      submitBatch: async (producer, n) => void fed.push(`${producer}${n}`),
    },
    done: new Map(),
    prepare: async () => {},
    onSpoilt: (one) => spoilt.push(one),
    onLost: () => lost.push(true),
  })
  return { feed, fed, spoilt, lost }
}

test('batches of several producers are evaluated in the order in which they were committed', async () => {
  const { feed, fed } = feedOf(['a1', 'b1', 'b2', 'a2', 'b3'], { a: 2, b: 3 })
  await feed.catchUp()
  expect(fed).toEqual(['a1', 'b1', 'b2', 'a2', 'b3'])
})

test('a job that overtook others brings those that were committed before it', async () => {
  const { feed, fed } = feedOf(['a1', 'a2', 'b1', 'a3'], { a: 3, b: 1 })
  await feed.upTo('b', 1)
  expect(fed.slice(0, 3)).toEqual(['a1', 'a2', 'b1'])
})

test('of one producer the numbers are the order, also where the queue says otherwise', async () => {
  const { feed, fed } = feedOf(['a10', 'a9', 'a8', 'a7', 'a6', 'a5', 'a4', 'a3', 'a2', 'a1'], { a: 10 })
  await feed.catchUp()
  expect(fed).toEqual(Array.from({ length: 10 }, (_, i) => `a${i + 1}`))
})

test('more batches than are fetched at once keep their order', async () => {
  const all = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? `a${i / 3 + 1}` : `b${i - Math.floor(i / 3)}`))
  const { feed, fed } = feedOf(all, { a: 100, b: 200 })
  expect(await feed.catchUp()).toBe(300)
  expect(fed).toEqual(all)
})

test.each([
  ['whose text is gone', ['a1', 'a2'], ['a2']],
  ['that does not even wait', ['a1'], ['a2']],
])('a batch %s spoils the partition there', async (_, waiting, absent) => {
  const { feed, fed, spoilt } = feedOf(waiting, { a: 2 }, absent)
  await feed.catchUp()
  expect(fed).toEqual(['a1'])
  expect(spoilt).toMatchObject([{ producer: 'a', n: 2, text: null }])
})

test('a queue that goes back behind what was fed has lost batches: nothing more is fed', async () => {
  const tails: Record<string, number> = { a: 2, b: 1 }
  const waiting = ['a1', 'a2', 'b1']
  const { feed, fed, lost } = feedOf(waiting, tails)
  await feed.catchUp()
  expect(lost).toEqual([])
  Object.assign(tails, { a: 1, b: 2 })
  waiting.push('b2')
  await expect(feed.catchUp()).rejects.toThrow()
  expect([fed, lost]).toEqual([['a1', 'a2', 'b1'], [true]])
})

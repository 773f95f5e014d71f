// Who takes which partition: from any start, workers that decide for themselves come to fair shares and stay there.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claims } from '../../../src/queue/redis/claims.ts'

const holders = (...of: readonly (string | null)[]) =>
  new Map(of.flatMap((worker, partition) => (worker === null ? [] : [[partition, worker]])))

describe('claims', () => {
  test('one worker alone takes all that is free', () => {
    expect(claims({ partitions: 3, holders: new Map(), live: [] }, 'a')).toEqual({ take: [0, 1, 2], release: [] })
  })

  test('workers that start together reach for different partitions', () => {
    const seen = { partitions: 5, holders: new Map(), live: ['a', 'b'] }
    expect(claims(seen, 'a').take).toEqual([0, 1, 2])
    expect(claims(seen, 'b').take).toEqual([3, 4])
  })

  test('who has more than a fair share gives up what is too much, for one who came later', () => {
    const seen = { partitions: 4, holders: holders('a', 'a', 'a', 'a'), live: ['a', 'b'] }
    expect(claims(seen, 'a')).toEqual({ take: [], release: [2, 3] })
    expect(claims(seen, 'b')).toEqual({ take: [], release: [] })
  })

  test('nothing moves where shares are one apart, whoever has the larger one', () => {
    const seen = { partitions: 3, holders: holders('b', 'a', 'b'), live: ['a', 'b'] }
    for (const worker of ['a', 'b']) expect(claims(seen, worker)).toEqual({ take: [], release: [] })
  })

  test('what a dead worker still holds is waited for', () => {
    const seen = { partitions: 2, holders: holders('dead', 'a'), live: ['a'] }
    expect(claims(seen, 'a')).toEqual({ take: [], release: [] })
  })

  test('more workers than partitions: some have none', () => {
    const seen = { partitions: 1, holders: holders('b'), live: ['a', 'b', 'c'] }
    for (const worker of seen.live) expect(claims(seen, worker)).toEqual({ take: [], release: [] })
  })
})

const names = ['a', 'b', 'c', 'd', 'e']

/** Workers come and go while they decide, each in its turn by what it sees: an empty set of names is a dead time. */
const lives = fc.record({
  partitions: fc.integer({ min: 1, max: 20 }),
  changes: fc.array(fc.uniqueArray(fc.constantFrom(...names)), { maxLength: 6 }),
  last: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
  turns: fc.infiniteStream(fc.nat()),
})

test('however workers came and went, each partition ends with one live worker, in fair shares, and stays there', () => {
  fc.assert(
    fc.property(lives, ({ partitions, changes, last, turns }) => {
      const held = new Map<number, string>()
      const act = (worker: string, live: readonly string[]): number => {
        const { take, release } = claims({ partitions, holders: held, live }, worker)
        for (const partition of release) held.delete(partition)
        for (const partition of take) if (!held.has(partition)) held.set(partition, worker)
        return take.length + release.length
      }
      const bury = (live: readonly string[]): void => {
        for (const [partition, worker] of held) if (!live.includes(worker)) held.delete(partition)
      }
      for (const live of changes) {
        for (let i = 0; i < 3 && live.length > 0; i++) act(live[turns.next().value! % live.length]!, live)
        bury(live)
      }
      bury(last)
      let moves = 1
      let rounds = 0
      for (; moves > 0; rounds++) {
        expect(rounds).toBeLessThan(6)
        moves = last.reduce((sum, worker) => sum + act(worker, last), 0)
      }
      const shares = last.map((worker) => [...held.values()].filter((holder) => holder === worker).length)
      expect(held.size).toBe(partitions)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 500 },
  )
})

test('a worker that comes moves no more than its own share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 4 }), (partitions, count) => {
      const live = names.slice(0, count)
      const held = new Map<number, string>()
      const settle = (among: readonly string[]): number => {
        let moved = 0
        for (let round = 0; round < 6; round++) {
          for (const worker of among) {
            const { take, release } = claims({ partitions, holders: held, live: among }, worker)
            for (const partition of release) held.delete(partition)
            for (const partition of take) held.set(partition, worker)
            moved += release.length
          }
        }
        return moved
      }
      expect(settle(live)).toBe(0)
      expect(settle([...live, 'new'])).toBe(Math.floor(partitions / (count + 1)))
    }),
  )
})

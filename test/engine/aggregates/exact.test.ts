// Sums without rounding, and numbers kept in order: whatever goes in and out again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactSum, squareRoot, toNumber } from '../../../src/engine/aggregates/exact.ts'
import { Queue } from '../../../src/engine/aggregates/queue.ts'
import { Sorted } from '../../../src/engine/aggregates/sorted.ts'
import { Spread } from '../../../src/engine/aggregates/spread.ts'

const numbers = fc.array(
  fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.integer()),
)

function sumOf(values: readonly number[]): number {
  const sum = new ExactSum()
  for (const value of values) sum.add(value)
  return sum.value
}

test.each<readonly [readonly number[], number]>([
  [[0.1, 0.2, -0.1, -0.2], 0],
  [[1e308, 1e308, -1e308, -1e308, 5e-324], 5e-324],
  [[2 ** 53, 1, 1], 2 ** 53 + 2],
  [[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], 2 * Number.MAX_SAFE_INTEGER],
  [[1e16, 1, -1e16], 1],
  [[0.1, 0.1, 0.1], 0.30000000000000004],
  [[1.7e308, 1.7e308], Number.POSITIVE_INFINITY],
])('the sum of %j is %d', (values, expected) => {
  expect(sumOf(values)).toBe(expected)
})

test('a sum does not depend on the order, and what is taken away leaves nothing', () => {
  fc.assert(
    fc.property(numbers, numbers, (some, others) => {
      const sum = new ExactSum()
      for (const value of [...some, ...others]) sum.add(value)
      for (const value of some) sum.add(value, -1)
      expect(sum.value + 0).toBe(sumOf(others.toReversed()) + 0)
    }),
  )
})

test('a sum goes on from what was saved', () => {
  fc.assert(
    fc.property(numbers, numbers, (some, others) => {
      const [whole, restored] = [new ExactSum(), new ExactSum()]
      for (const value of some) whole.add(value)
      restored.load(JSON.parse(JSON.stringify(whole.save())))
      for (const value of others) for (const sum of [whole, restored]) sum.add(value)
      expect(restored.value).toBe(whole.value)
    }),
  )
})

test.each<readonly [bigint, number, number]>([
  [3n, 0, 3],
  [1n, -1074, 5e-324],
  [1n << 3000n, -3000, 1],
  [-(5n << 2000n), -2001, -2.5],
  [(1n << 1100n) + 1n, -1100, 1],
])('%d times two to the power of %d is %d', (mantissa, exponent, expected) => {
  expect(toNumber({ mantissa, exponent })).toBe(expected)
})

test.each<readonly [bigint, number, number]>([
  [9n, 0, 3],
  [2n, -1, 1],
  [1n << 3000n, -2998, 2],
  [25n, 2000, 5 * 2 ** 1000],
])('the square root of %d times two to the power of %d is %d', (mantissa, exponent, expected) => {
  expect(squareRoot({ mantissa, exponent })).toBe(expected)
})

test('a deviation of great numbers that hardly differ is that of what differs', () => {
  const [near, far] = [new Spread(), new Spread()]
  for (const value of [0.25, 0.5, 1.25]) {
    near.add(value)
    far.add(2 ** 40 + value)
  }
  expect(far.deviation()).toBe(near.deviation())
})

test('numbers in order are found by their place, also when others left', () => {
  const small = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 3000 })
  fc.assert(
    fc.property(small, fc.nat(), (values, seed) => {
      const sorted = new Sorted()
      for (const value of values) sorted.add(value)
      const leaving = values.filter((_, i) => (i * 7 + seed) % 3 === 0)
      for (const value of leaving) sorted.remove(value)
      const left = values.filter((_, i) => (i * 7 + seed) % 3 !== 0).toSorted((a, b) => a - b)
      expect(sorted.values()).toEqual(left)
      expect(sorted.size).toBe(left.length)
      expect([0, 1, left.length >> 1, left.length - 1, left.length].map((n) => sorted.at(n))).toEqual(
        [0, 1, left.length >> 1, left.length - 1, left.length].map((n) => left[n]),
      )
    }),
    { numRuns: 30 },
  )
})

test('a queue gives back what came first, or last', () => {
  const queue = new Queue<number>()
  for (let n = 0; n < 100; n++) queue.push(n)
  for (let n = 0; n < 70; n++) queue.shift()
  queue.pop()
  expect([queue.size, queue.oldest, queue.newest, queue.at(3)]).toEqual([29, 70, 98, 73])
  for (let n = 0; n < 29; n++) queue.shift()
  queue.shift()
  queue.pop()
  expect([queue.size, queue.oldest, queue.newest]).toEqual([0, undefined, undefined])
})

test('a sum just below a power of two that a double cannot hold is rounded, not lost', () => {
  for (let power = 940; power <= 1020; power++) {
    const sum = new ExactSum()
    sum.add(-1)
    sum.add(2 ** -power)
    expect(sum.value).toBe(-1)
  }
})

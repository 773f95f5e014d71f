// How many different values there were of very many: about as many as there were, whatever order and however often.
import { expect, test } from 'vitest'
import { Registers, standardError } from '../../../src/engine/aggregates/registers.ts'
import type { Scalar } from '../../../src/event/value.ts'

function countOf(values: Iterable<Scalar>): number {
  const registers = new Registers()
  for (const value of values) registers.add(value)
  return registers.read()
}

const texts = (n: number, of = 'user'): string[] => Array.from({ length: n }, (_, i) => `${of}${i}`)

test('of none there is none, and of few as many as there are', () => {
  for (const n of [0, 1, 2, 5, 10]) expect(countOf(texts(n))).toBe(n)
})

test.each([100, 1000, 10_000, 40_000, 200_000])('of %d it is off by less than four standard errors', (n) => {
  const kinds: readonly Scalar[][] = [
    texts(n),
    texts(n, 'https://app.example.com/rooms/'),
    Array.from({ length: n }, (_, i) => i),
    Array.from({ length: n }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`),
  ]
  for (const values of kinds) expect(Math.abs(countOf(values) - n)).toBeLessThan(Math.max(2, 4 * standardError * n))
})

test('the errors of many counts are spread as is stated', () => {
  const n = 2000
  const errors = Array.from({ length: 100 }, (_, i) => countOf(texts(n, `${i}-`)) / n - 1)
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
  expect(deviation).toBeLessThan(1.5 * standardError)
})

test('a value counts once, however often and in whatever order it comes', () => {
  const values = texts(5000)
  expect(countOf([...values, ...values.toReversed()])).toBe(countOf(values))
})

test('a number, a text of it and a truth are three', () => {
  expect(countOf([1, '1', true, 'true'])).toBe(4)
})

test('it goes on from what was saved', () => {
  const [before, whole] = [new Registers(), new Registers()]
  for (const value of texts(3000)) before.add(value)
  const after = new Registers()
  after.load(before.save())
  for (const value of texts(3000, 'other')) after.add(value)
  for (const value of [...texts(3000), ...texts(3000, 'other')]) whole.add(value)
  expect(after.read()).toBe(whole.read())
  expect(after.save()).toBe(whole.save())
})

// Keys that were let go are found again, few others are, and what is remembered stays bounded.
import { expect, test } from 'vitest'
import { Remembered } from '../../src/engine/remembered.ts'

const key = (n: number): string => `198.51.100.${n % 256} user${n}`

function filled(most: number, from: number, to: number): Remembered {
  const remembered = new Remembered(most)
  for (let n = from; n < to; n++) remembered.add(key(n))
  return remembered
}

const found = (remembered: Remembered, from: number, to: number): number =>
  Array.from({ length: to - from }, (_, n) => key(from + n)).filter((one) => remembered.has(one)).length

test('so many as were promised are all found', () => {
  expect(found(filled(1000, 0, 5000), 4000, 5000)).toBe(1000)
})

test('of those that were never put in hardly any is found', () => {
  expect(found(filled(1000, 0, 2000), 10_000, 20_000)).toBeLessThan(300)
})

test('what is long ago is forgotten', () => {
  expect(found(filled(1000, 0, 10_000), 0, 5000)).toBeLessThan(150)
})

test('it is the same after it was saved', () => {
  const before = filled(100, 0, 150)
  const after = new Remembered(100)
  after.load(before.save())
  for (const one of [before, after]) for (let n = 150; n < 260; n++) one.add(key(n))
  expect(after.save()).toEqual(before.save())
})

test('of a memory of another size nothing is taken over', () => {
  const after = new Remembered(1000)
  after.load(filled(10, 0, 5).save())
  expect(found(after, 0, 5)).toBe(0)
})

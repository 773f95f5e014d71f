// One answer for whoever asks within a while.
import { expect, test } from 'vitest'
import { fresh } from '../../../src/app/run/fresh.ts'

test('an answer is given again until it is old, also to those who ask while it is on its way', async () => {
  let nowMs = 0
  let asked = 0
  const ask = fresh(
    async () => ++asked,
    1000,
    () => nowMs,
  )
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  nowMs = 999
  expect(await ask()).toBe(1)
  nowMs = 1000
  expect(await ask()).toBe(2)
})

test('a failure is an answer too, and is forgotten as soon', async () => {
  let nowMs = 0
  let fails = true
  const ask = fresh(
    async () => (fails ? Promise.reject(new Error('away')) : 'back'),
    1000,
    () => nowMs,
  )
  await expect(ask()).rejects.toThrow('away')
  fails = false
  await expect(ask()).rejects.toThrow('away')
  nowMs = 1000
  expect(await ask()).toBe('back')
})

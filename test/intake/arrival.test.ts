// Places in the order of arrival: they only grow, and leave room for what readers make of them.
import { expect, test } from 'vitest'
import { createArrivals } from '../../src/intake/arrival.ts'

const nowMs = Date.parse('2040-01-01T00:00:00Z')

test('each is greater than the one before, though the clock stands still or goes back', () => {
  let ms = nowMs
  const next = createArrivals(() => ms--)
  const places = Array.from({ length: 3000 }, () => next())
  expect(places.every((place, index) => index === 0 || place > places[index - 1]!)).toBe(true)
})

test('a restart goes on behind what came before', () => {
  const before = createArrivals(() => nowMs)
  const last = Array.from({ length: 1000 }, () => before()).at(-1)!
  expect(createArrivals(() => nowMs + 1)()).toBeGreaterThan(last)
})

test('a place is as small as readers are promised', () => {
  expect(createArrivals(() => nowMs)()).toBeLessThan(2 ** 50)
})

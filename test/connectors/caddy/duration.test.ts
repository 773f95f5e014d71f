// Caddy's durations: every way of writing one gives the same nanoseconds, and what is none gives nothing.
import { expect, test } from 'vitest'
import { readDuration } from '../../../connectors/caddy/duration.ts'

test.each([
  ['2.5', '2500000000'],
  ['0.000850101', '850101'],
  ['2500000000', '2500000000'],
  ['0', '0'],
  ['2.5s', '2500000000'],
  ['1m2.5s', '62500000000'],
  ['1h0m0.001s', '3600001000000'],
  ['850.25µs', '850250'],
  ['850.25us', '850250'],
  ['12ms', '12000000'],
  ['7ns', '7'],
  ['0s', '0'],
])('%s is %s ns', (text, ns) => {
  expect(readDuration(text, 'ns')).toBe(ns)
})

test('a whole number is milliseconds where the log has them', () => {
  expect(readDuration('2500', 'ms')).toBe('2500000000')
})

test.each(['', '-', 's', '1x', '1s2', 'soon', '1.2.3', '-5', '1e', '.s'])('%j is no duration', (text) => {
  expect(readDuration(text, 'ns')).toBeNull()
})

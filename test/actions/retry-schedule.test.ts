// When the next attempt is due.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextAttemptMs } from '../../src/actions/retry-schedule.ts'
import { retryAfterMs } from '../../src/actions/webhook/retry-after.ts'

test('ten attempts over three days, then no more', () => {
  const pauses = Array.from({ length: 10 }, (_, at) => nextAttemptMs(at + 1, 0, 0))
  expect(pauses.map((ms) => ms && ms / 1000)).toEqual([
    5,
    300,
    1800,
    7200,
    18_000,
    36_000,
    50_400,
    72_000,
    86_400,
    null,
  ])
})

test('chance only adds, up to a fifth', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
      const least = nextAttemptMs(attempts, 0, 0)!
      const due = nextAttemptMs(attempts, 0, random)!
      expect(due).toBeGreaterThanOrEqual(least)
      expect(due).toBeLessThanOrEqual(least * 1.2)
    }),
  )
})

const now = Date.parse('2026-03-01T08:00:00Z')

test.each([
  ['120', 120_000],
  ['Sun, 01 Mar 2026 08:01:00 GMT', 60_000],
  ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
  ['999999999999', 24 * 3600_000],
  ['soon', null],
  ['-5', 0],
  [undefined, null],
])('Retry-After: %s is %s ms', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms)
})

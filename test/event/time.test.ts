// RFC 3339 text and microseconds.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTime, parseTime } from '../../src/event/time.ts'

// biome-ignore format: table
test.each([
  ['2026-11-22T04:22:05Z',                1_795_321_325_000_000, 0],
  ['2026-11-22T04:22:05.1Z',              1_795_321_325_100_000, 0],
  ['2026-11-22T05:22:05.123456+01:00',    1_795_321_325_123_456, 0],
  ['2026-11-22 04:22:05.123456789Z',      1_795_321_325_123_456, 789],
  ['2026-11-22T04:22:05,5+0000',          1_795_321_325_500_000, 0],
  ['2024-02-29T00:00:00Z',                1_709_164_800_000_000, 0],
])('reads %s', (text, us, nanos) => {
  expect(parseTime(text)).toEqual({ us, nanos })
})

test.each(['', 'yesterday', '2026-11-22', '2026-11-22T04:22:05', '2026-13-22T04:22:05Z'])('refuses %j', (text) => {
  expect(parseTime(text)).toBeNull()
})

test.each(['2026-02-30', '2026-02-29', '2100-02-29', '2026-04-31', '2026-00-10', '2026-01-00', '2026-12-32'])(
  'there is no %s',
  (day) => {
    expect(parseTime(`${day}T04:22:05Z`)).toBeNull()
  },
)

test('there is no hour 24', () => {
  expect(parseTime('2026-11-22T24:00:00Z')).toBeNull()
})

test('what is written is read back, to the nanosecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), fc.nat(999), (us, nanos) => {
      expect(parseTime(formatTime(us, nanos))).toEqual({ us, nanos })
    }),
  )
})

test('times are written as the language writes them, whatever was written before', () => {
  const us = fc.oneof(
    fc.integer({ min: -9_007_199_254_740_000, max: 9_007_199_254_740_000 }),
    fc.integer({ min: -3000, max: 3000 }).map((ms) => ms * 1000),
  )
  fc.assert(
    fc.property(fc.array(us, { minLength: 1, maxLength: 5 }), (times) => {
      for (const time of times) {
        const [ms, below] = [Math.floor(time / 1000), time - Math.floor(time / 1000) * 1000]
        const digits = below === 0 ? '' : String(below).padStart(3, '0')
        expect(formatTime(time)).toBe(new Date(ms).toISOString().replace('Z', `${digits}Z`))
      }
    }),
  )
})

test('what is no time cannot be written', () => {
  expect(() => formatTime(Number.NaN)).toThrow(RangeError)
})

// The time of a header that names neither year nor zone: those of its reception.
import { expect, test } from 'vitest'
import { formatTime } from '../../../src/event/time.ts'
import { readTimeAt } from '../../../src/intake/syslog/time.ts'

const receivedAt = (time: string, zoneMinutes = 0) => ({ us: Date.parse(time) * 1000, zoneMinutes })

// biome-ignore format: table
test.each([
  ['Dec 31 23:59:59',       '2027-01-01T00:00:01Z',    0, '2026-12-31T23:59:59.000Z'],
  ['Jan  1 00:00:01',       '2026-12-31T23:59:59Z',    0, '2027-01-01T00:00:01.000Z'],
  ['Feb 29 12:00:00',       '2028-02-29T12:00:01Z',    0, '2028-02-29T12:00:00.000Z'],
  ['Nov 22 13:04:05',       '2026-11-22T12:04:06Z',   60, '2026-11-22T12:04:05.000Z'],
  ['Nov 22 13:04:05 2020',  '2026-11-22T12:04:06Z',  -90, '2020-11-22T14:34:05.000Z'],
  ['2026-11-22T13:04:05',   '2026-11-22T12:04:06Z',   60, '2026-11-22T12:04:05.000Z'],
  ['2026-11-22T13:04:05Z',  '2026-11-22T12:04:06Z',   60, '2026-11-22T13:04:05.000Z'],
] as const)('%s, received at %s, %i minutes ahead of UTC, is %s', (text, time, zoneMinutes, expected) => {
  const read = readTimeAt(`<13>${text} host`, 4, receivedAt(time, zoneMinutes))
  expect(formatTime(read!.us)).toBe(expected)
  expect(read!.end).toBe(4 + text.length)
})

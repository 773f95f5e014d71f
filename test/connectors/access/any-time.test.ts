// Times in any usual way: what each means, and that none is rounded or taken for another.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAnyTimeReader, parseEpoch } from '../../../connectors/access/any-time.ts'
import { parseZone } from '../../../connectors/access/zone.ts'

const at = Date.UTC(2026, 10, 22, 4, 22, 5) * 1000

test.each([
  ['1795321325', at],
  ['1795321325.123', at + 123_000],
  ['1795321325.1234567', at + 123_456],
  ['1795321325123', at + 123_000],
  ['1795321325123.456', at + 123_456],
  ['1795321325123456', at + 123_456],
  ['1795321325123456789', at + 123_456],
  ['2026-11-22T04:22:05Z', at],
  ['2026-11-22T04:22:05.123456789Z', at + 123_456],
  ['2026-11-22T05:22:05.5+01:00', at + 500_000],
  ['2026-11-22T04:22:05.123+0000', at + 123_000],
  ['22/Nov/2026:05:22:05 +0100', at],
  ['2026/11/22 04:22:05', at],
  ['2026/11/22 04:22:05.25', at + 250_000],
  ['2026-11-22 04:22:05,250', at + 250_000],
])('%s is read', (text, us) => {
  expect(createAnyTimeReader()(text)).toBe(us)
})

test.each([
  '',
  '.',
  '1795321325.',
  '.5',
  '1e9',
  '-1',
  'now',
  '1'.repeat(21),
  '2026-13-01T00:00:00Z',
  '2026/11/22 25:00:00',
])('%j is no time', (text) => {
  expect(createAnyTimeReader()(text)).toBeNaN()
})

test('a reader that has read other times before reads as a new one', () => {
  const shape = fc.record({
    ms: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 0, 1, 0, 10) }),
    digits: fc.constantFrom('', '.5', '.250', '.123456', '.123456789', '.', ',5', '.5x'),
    zone: fc.constantFrom('Z', '+00:00', '-08:00', '+0000', '', 'z'),
  })
  const texts = fc.array(shape.map(({ ms, digits, zone }) => new Date(ms).toISOString().slice(0, 19) + digits + zone))
  fc.assert(
    fc.property(texts, (all) => {
      expect(all.map(createAnyTimeReader())).toEqual(all.map((text) => createAnyTimeReader()(text)))
    }),
  )
})

test('seconds with a fraction are read to the microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }), (seconds, micros) => {
      expect(parseEpoch(`${seconds}.${String(micros).padStart(6, '0')}`)).toBe(seconds * 1_000_000 + micros)
    }),
  )
})

test.each([
  ['Europe/Berlin', '2026/11/22 05:22:05', at],
  ['Europe/Berlin', '2026/07/01 02:00:00', Date.UTC(2026, 6, 1) * 1000],
  ['Europe/Berlin', '2026/03/29 01:59:59', Date.UTC(2026, 2, 29, 0, 59, 59) * 1000],
  ['Europe/Berlin', '2026/03/29 03:00:00', Date.UTC(2026, 2, 29, 1) * 1000],
  ['America/New_York', '2026/11/21 23:22:05', at],
  ['Asia/Kolkata', '2026/11/22 09:52:05', at],
  ['+02:00', '2026/11/22 06:22:05', at],
  ['-0330', '2026/11/22 00:52:05', at],
  ['UTC', '2026/11/22 04:22:05', at],
])('a clock on the wall in %s that shows %s', (zone, text, us) => {
  expect(createAnyTimeReader(parseZone(zone)!)(text)).toBe(us)
})

test.each(['', 'Mars/Olympus', '+2', 'CEST?'])('%j is no time zone', (zone) => {
  expect(parseZone(zone)).toBeNull()
})

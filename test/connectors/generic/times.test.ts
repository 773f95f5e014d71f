// The ways in which a mapping may say that times are written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utc, type Zone } from '../../../connectors/access/zone.ts'
import { openTimeFormat } from '../../../connectors/generic/times.ts'

const anHourAhead: Zone = (us) => us - 3_600_000_000

function read(format: string | null, text: string, zone: Zone = utc): string | null {
  const us = openTimeFormat(format, zone)!()(text)
  return Number.isNaN(us)
    ? null
    : `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}`
}

test.each([
  [null, '1795321325.123456', '2026-11-22T04:22:05.123456'],
  [null, '1795321325', '2026-11-22T04:22:05.000000'],
  [null, '1795321325123', '2026-11-22T04:22:05.123000'],
  [null, '1795321325123.5', '2026-11-22T04:22:05.123500'],
  [null, '1795321325123456', '2026-11-22T04:22:05.123456'],
  [null, '1795321325123456789', '2026-11-22T04:22:05.123456'],
  [null, '2026-11-22T05:22:05.5+01:00', '2026-11-22T04:22:05.500000'],
  [null, '22/Nov/2026:05:22:05 +0100', '2026-11-22T04:22:05.000000'],
  [null, 'yesterday', null],
  ['rfc3339', '2026-11-22 04:22:05,250Z', '2026-11-22T04:22:05.250000'],
  ['rfc3339', '1795321325', null],
  ['clf', '22/Nov/2026:05:22:05 +0100', '2026-11-22T04:22:05.000000'],
  ['epoch_s', '1795321325.25', '2026-11-22T04:22:05.250000'],
  ['epoch_ms', '1795321325250', '2026-11-22T04:22:05.250000'],
  ['epoch_us', '1795321325250001', '2026-11-22T04:22:05.250001'],
  ['epoch_ns', '1795321325250001999', '2026-11-22T04:22:05.250001'],
  ['epoch_ms', 'soon', null],
  ['dd/MM/yyyy HH:mm:ss.SSS', '22/11/2026 04:22:05.25', '2026-11-22T04:22:05.250000'],
  ['MMM d yyyy HH:mm:ss Z', 'Nov  2 2026 05:22:05 +0100', '2026-11-02T04:22:05.000000'],
  ["yyyyMMdd'T'HHmmssXXX", '20261122T042205Z', '2026-11-22T04:22:05.000000'],
  ['yy-M-d H:mm', '26-1-2 4:22', '2026-01-02T04:22:00.000000'],
  ['yyyy-MM-dd', '2026-13-22', null],
  ['yyyy-MM-dd', '2026-02-30', null],
])('%s reads %s as %s', (format, text, expected) => {
  expect(read(format, text)).toBe(expected)
})

test.each([
  [null, '2026-11-22 05:22:05', '2026-11-22T04:22:05.000000'],
  ['rfc3339', '2026-11-22T05:22:05Z', '2026-11-22T05:22:05.000000'],
  ['dd.MM.yyyy HH:mm', '22.11.2026 05:22', '2026-11-22T04:22:00.000000'],
  ['dd.MM.yyyy HH:mm Z', '22.11.2026 05:22 +0000', '2026-11-22T05:22:00.000000'],
])('where the zone is an hour ahead, %s reads %s as %s', (format, text, expected) => {
  expect(read(format, text, anHourAhead)).toBe(expected)
})

test.each(['HH:mm', 'epoch', 'dd/MM/yyyy dd', 'yyyy-MM-dd Q', "yyyy-MM-dd 'open", ''])('%j is no format', (format) => {
  expect(openTimeFormat(format, utc)).toBeNull()
})

const formats = [
  'dd.MM.yyyy HH:mm:ss,SSS',
  "yyyyMMdd'T'HHmmssXXX",
  'yyyy-MM-dd HH:mm:ss',
  'ss.SSS mm:HH dd/MM/yyyy',
  'd.M.yy H:mm',
]

/** Digits that may be a time, mostly of one minute. */
const texts: Readonly<Record<string, fc.Arbitrary<string>>> = Object.fromEntries(
  formats.map((format) => {
    const digits = (letters: string): fc.Arbitrary<string> =>
      fc
        .oneof(
          { weight: 3, arbitrary: fc.constant(1) },
          fc.nat({ max: letters[0] === 's' || letters[0] === 'S' ? 99 : 25 }),
        )
        .map((number) => String(number).padStart(letters.length, '0'))
    const parts = format.match(/'[^']*'|XXX|([A-Za-z])\1*|[^A-Za-z']+/g)!
    const written = parts.map((part) =>
      part === 'XXX'
        ? fc.constantFrom('Z', '+01:00')
        : /^[A-Za-z]/.test(part)
          ? digits(part)
          : fc.constant(part.replaceAll("'", '')),
    )
    return [format, fc.tuple(...written).map((all) => all.join(''))]
  }),
)

test.each(formats)('%s: a reader that remembers a line reads the next as one that does not', (format) => {
  const open = openTimeFormat(format, anHourAhead)!
  fc.assert(
    fc.property(fc.array(texts[format]!, { minLength: 2, maxLength: 6 }), (lines) => {
      const reader = open()
      expect(lines.map(reader)).toEqual(lines.map((line) => open()(line)))
    }),
    { numRuns: 300 },
  )
})

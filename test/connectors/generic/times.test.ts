// The ways in which a mapping may say that times are written.
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

// nginx's three ways to write a time → integer microseconds since the epoch, or NaN.
import { parseTime } from '../../src/event/time.ts'

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const local = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/

/** `$time_local`: `22/Nov/2026:04:22:05 +0000`. */
export function parseLocalTime(text: string): number {
  const parts = local.exec(text)
  if (!parts) return Number.NaN
  const [, day, month, year, clock, hours, minutes] = parts
  const index = months.indexOf(month!)
  if (index < 0 || index % 3 !== 0) return Number.NaN
  const number = String(index / 3 + 1).padStart(2, '0')
  return Date.parse(`${year}-${number}-${day}T${clock}${hours}:${minutes}`) * 1000
}

/** `$time_iso8601`: `2026-11-22T04:22:05+00:00`. */
export const parseIsoTime = (text: string): number => parseTime(text)?.us ?? Number.NaN

/** `$msec` and other seconds with three digits, `1795321325.123`: read by digits, so that nothing is rounded. */
export function parseSeconds(text: string): number {
  const parts = /^(\d{1,10})(?:\.(\d{1,6})\d*)?$/.exec(text)
  return parts ? Number(parts[1]) * 1_000_000 + Number((parts[2] ?? '').padEnd(6, '0')) : Number.NaN
}

/** The same, but the text of the line before is not read again: many lines are of one second. */
export function remembering(parse: (text: string) => number): (text: string) => number {
  let known = ''
  let us = Number.NaN
  return (text) => {
    if (text !== known) {
      us = parse(text)
      known = text
    }
    return us
  }
}

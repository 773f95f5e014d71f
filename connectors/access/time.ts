// The ways in which proxies write a time → integer microseconds since the epoch, or NaN.
import { parseTime } from '../../src/event/time.ts'

const local = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The Common Log Format's: `22/Nov/2026:04:22:05 +0000`. */
export function parseLocalTime(text: string): number {
  const parts = local.exec(text)
  if (!parts) return Number.NaN
  const [, day, month, year, hour, minute, second, zoneHours, zoneMinutes] = parts
  const number = String(months.indexOf(month!) + 1).padStart(2, '0')
  return Date.parse(`${year}-${number}-${day}T${hour}:${minute}:${second}${zoneHours}:${zoneMinutes}`) * 1000
}

/** The same for lines of a log, most of which are of the day of the line before. */
export function createLocalTimeReader(): (text: string) => number {
  let day = 'none yet'
  let zone = ''
  let midnightUs = Number.NaN
  return (text) => {
    if (text.length !== usualLength || !text.startsWith(day) || !text.endsWith(zone)) {
      if (!local.test(text)) return Number.NaN
      day = text.slice(0, dayLength)
      zone = text.slice(-zoneLength)
      midnightUs = parseLocalTime(`${day}:00:00:00${zone}`)
    }
    const hour = twoDigits(text, dayLength + 1)
    const minute = twoDigits(text, dayLength + 4)
    const second = twoDigits(text, dayLength + 7)
    if (hour > 23 || minute > 59 || second > 59) return Number.NaN
    return midnightUs + ((hour * 60 + minute) * 60 + second) * 1_000_000
  }
}

const usualLength = '22/Nov/2026:04:22:05 +0000'.length
const dayLength = '22/Nov/2026'.length
const zoneLength = ' +0000'.length

/** More than any such number where they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100
}

/** RFC 3339: `2026-11-22T04:22:05+00:00`. */
export const parseIsoTime = (text: string): number => parseTime(text)?.us ?? Number.NaN

/** Seconds since the epoch, `1795321325.123`: read by digits, so that nothing is rounded. */
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

/** RFC 3339, most of whose lines are of the second of the line before. */
export const createIsoTimeReader = (): ((text: string) => number) => remembering(parseIsoTime)

export const createSecondsReader = (): ((text: string) => number) => parseSeconds

// The ways in which proxies write a time → integer microseconds since the epoch, or NaN.
import { parseMs, parseTime } from '../../src/event/time.ts'

const local = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The Common Log Format's: `22/Nov/2026:04:22:05 +0000`. */
export function parseLocalTime(text: string): number {
  const parts = local.exec(text)
  if (!parts) return Number.NaN
  const [, day, month, year, hour, minute, second, zoneHours, zoneMinutes] = parts
  const number = String(months.indexOf(month!) + 1).padStart(2, '0')
  return parseMs(`${year}-${number}-${day}T${hour}:${minute}:${second}${zoneHours}:${zoneMinutes}`) * 1000
}

/** The same for lines of a log, most of which are of the day of the line before, and many of its second. */
export function createLocalTimeReader(): (text: string) => number {
  let day = 'none yet'
  let zone = ''
  let midnightUs = Number.NaN
  return remembering((text) => {
    if (text.length !== usualLength || !text.startsWith(day) || !text.endsWith(zone)) {
      if (!local.test(text)) return Number.NaN
      day = text.slice(0, dayLength)
      zone = text.slice(-zoneLength)
      midnightUs = parseLocalTime(`${day}:00:00:00${zone}`)
    }
    const hour = twoDigits(text, dayLength + 1)
    const minute = twoDigits(text, dayLength + 4)
    const second = twoDigits(text, dayLength + 7)
    const isClock = [dayLength, dayLength + 3, dayLength + 6].every((at) => text.charCodeAt(at) === colon)
    if (hour > 23 || minute > 59 || second > 59 || !isClock) return Number.NaN
    return midnightUs + ((hour * 60 + minute) * 60 + second) * 1_000_000
  })
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
  const mark = text.indexOf('.')
  const end = mark < 0 ? text.length : mark
  if (end === 0 || end > mostSecondDigits) return Number.NaN
  let seconds = 0
  for (let at = 0; at < end; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    seconds = seconds * 10 + digit
  }
  return seconds * 1_000_000 + microseconds(text, end, text.length)
}

/** Until the year 2286. */
const mostSecondDigits = 10

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

/** RFC 3339, most of whose lines are of the day of the line before. */
export function createIsoTimeReader(): (text: string) => number {
  let day = 'none yet'
  let zone = ''
  let midnightUs = Number.NaN
  return (text) => {
    const at = zoneAt(text)
    if (at < isoSecondsEnd || !text.startsWith(day) || text.length - at !== zone.length || !text.endsWith(zone)) {
      const us = parseIsoTime(text)
      if (Number.isNaN(us)) return us
      day = text.slice(0, isoDayLength)
      zone = text.slice(at)
      midnightUs = parseIsoTime(`${day}00:00:00${zone}`)
      // What stood there was no zone, such as `+0000`.
      if (Number.isNaN(midnightUs)) day = 'none yet'
      return us
    }
    const hour = twoDigits(text, isoDayLength)
    const minute = twoDigits(text, isoDayLength + 3)
    const second = twoDigits(text, isoDayLength + 6)
    const isClock = text.charCodeAt(isoDayLength + 2) === colon && text.charCodeAt(isoDayLength + 5) === colon
    if (hour > 23 || minute > 59 || second > 59 || !isClock) return parseIsoTime(text)
    return midnightUs + ((hour * 60 + minute) * 60 + second) * 1_000_000 + microseconds(text, isoSecondsEnd, at)
  }
}

const isoDayLength = '2026-11-22T'.length
const isoSecondsEnd = '2026-11-22T04:22:05'.length
const upperZ = 0x5a
const colon = 0x3a

/** Where the zone begins: `Z`, or six characters before the end. */
const zoneAt = (text: string): number =>
  text.charCodeAt(text.length - 1) === upperZ ? text.length - 1 : text.length - '+00:00'.length

/** `.123` between the two places; NaN where it is no such fraction. Digits beyond the sixth are cut off. */
function microseconds(text: string, from: number, to: number): number {
  if (from === to) return 0
  const mark = text.charCodeAt(from)
  if ((mark !== fullStop && mark !== comma) || to === from + 1) return Number.NaN
  let us = 0
  let weight = 100_000
  for (let at = from + 1; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    us += digit * weight
    weight = weight > 1 ? weight / 10 : 0
  }
  return us
}

const comma = 0x2c
const fullStop = 0x2e

export const createSecondsReader = (): ((text: string) => number) => parseSeconds

// The time at a place of a message's header → microseconds, or null where there is none. RFC 3164 names neither year nor
// zone: they are those of whoever receives the message.
import { parseTime } from '../../event/time.ts'

/** When and where a message was received. */
export interface Reception {
  /** Microseconds since the epoch. */
  readonly us: number
  /** How far local time there is ahead of UTC. */
  readonly zoneMinutes: number
}

export interface TimeAt {
  readonly us: number
  /** Where the header goes on. */
  readonly end: number
}

export const readTimeAt = (text: string, at: number, reception: Reception): TimeAt | null =>
  readIso(text, at, reception) ?? readTraditional(text, at, reception)

const iso = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?<zone>Z|[+-]\d\d:?\d\d)?(?=[ :]|$)/y

/** As rsyslog forwards it, and as others do that are asked for it. */
function readIso(text: string, at: number, { zoneMinutes }: Reception): TimeAt | null {
  iso.lastIndex = at
  const found = iso.exec(text)
  if (found === null) return null
  const { zone } = found.groups!
  const instant = parseTime(zone === undefined ? `${found[0]}Z` : found[0])
  if (instant === null) return null
  const us = zone === undefined ? instant.us - zoneMinutes * minuteUs : instant.us
  return { us, end: at + found[0].length }
}

const minuteUs = 60_000_000

/** `Nov 22 13:04:05`; some put the year first, after the day, or with the zone's name at the end. */
const traditional =
  /(?:(\d{4}) )?([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?(?: (?:[A-Z]{2,5} )?(\d{4}))?(?=[ :]|$)/y

function readTraditional(text: string, at: number, reception: Reception): TimeAt | null {
  traditional.lastIndex = at
  const found = traditional.exec(text)
  if (found === null) return null
  const [whole, first, month, day, second, hour, minute, seconds, fraction = '', third] = found
  const date = { month: months.indexOf(month!), day: Number(day) }
  const inDay = inDayUs(Number(hour), Number(minute), Number(seconds)) - reception.zoneMinutes * minuteUs
  const year = first ?? second ?? third
  const us = year === undefined ? latest(date, inDay, reception) : midnightUs(date, Number(year)) + inDay
  if (Number.isNaN(us)) return null
  return { us: us + Number(fraction.padEnd(6, '0')), end: at + whole.length }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

interface YearlessDate {
  /** From 0. */
  readonly month: number
  readonly day: number
}

/** NaN where there is no such time of day. A leap second counts as the one before it. */
function inDayUs(hour: number, minute: number, second: number): number {
  if (hour > 23 || minute > 59 || second > 60) return Number.NaN
  return ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1_000_000
}

/** A clock that is ahead of ours by more than this is of another year. */
const aheadUs = 86_400_000_000

/** In the latest year that does not bring it too far ahead of its reception. NaN where the date is none. */
function latest(date: YearlessDate, inDay: number, { us }: Reception): number {
  const year = new Date((us + aheadUs) / 1000).getUTCFullYear()
  const latestUs = midnightUs(date, year) + inDay
  return latestUs <= us + aheadUs ? latestUs : midnightUs(date, year - 1) + inDay
}

/** NaN where the year has no such day. */
function midnightUs({ month, day }: YearlessDate, year: number): number {
  if (month < 0 || day < 1 || day > 31) return Number.NaN
  const midnight = Date.UTC(year, month, day)
  return day > 28 && new Date(midnight).getUTCDate() !== day ? Number.NaN : midnight * 1000
}

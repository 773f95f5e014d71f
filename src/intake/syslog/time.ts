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
  /(?:(?<first>\d{4}) )?(?<month>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2})(?: (?<second>\d{4}))? (?<clock>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6})\d*)?(?: (?:[A-Z]{2,5} )?(?<third>\d{4}))?(?=[ :]|$)/y

function readTraditional(text: string, at: number, reception: Reception): TimeAt | null {
  traditional.lastIndex = at
  const found = traditional.exec(text)
  if (found === null) return null
  const { first, second, third, month, day, clock, fraction = '' } = found.groups!
  const date = { month: months.indexOf(month!), day: Number(day), clock: clock! }
  const year = first ?? second ?? third
  const us = year === undefined ? latest(date, reception) : inYear(date, Number(year), reception)
  if (Number.isNaN(us)) return null
  return { us: us + Number(fraction.padEnd(6, '0')), end: at + found[0].length }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

interface YearlessDate {
  /** From 0. */
  readonly month: number
  readonly day: number
  readonly clock: string
}

/** A clock that is ahead of ours by more than this is of another year. */
const aheadUs = 86_400_000_000

/** In the latest year that does not bring it too far ahead of its reception. NaN where none around it has the date. */
function latest(date: YearlessDate, reception: Reception): number {
  const year = new Date(reception.us / 1000).getUTCFullYear()
  const dates = [year + 1, year, year - 1].map((each) => inYear(date, each, reception))
  return dates.find((us) => us <= reception.us + aheadUs) ?? Number.NaN
}

function inYear({ month, day, clock }: YearlessDate, year: number, { zoneMinutes }: Reception): number {
  const date = new Date(Date.UTC(year, month, day))
  if (month < 0 || date.getUTCDate() !== day) return Number.NaN
  return Date.parse(`${date.toISOString().slice(0, 10)}T${clock}Z`) * 1000 - zoneMinutes * minuteUs
}

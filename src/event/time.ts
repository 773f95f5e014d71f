// RFC 3339 text ↔ integer microseconds since the epoch, with a remainder of 0 to 999 nanoseconds beside it.

/** Microseconds in each unit of a written span, largest first. */
export const spanUnits: readonly (readonly [unit: string, us: number])[] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
  ['us', 1],
]

export interface Instant {
  /** Integer microseconds since 1970-01-01T00:00:00Z. */
  readonly us: number
  /** 0 to 999. */
  readonly nanos: number
}

/**
 * Whether it is a time that an event may be of: microseconds that a number counts exactly, from the year 1684 to 2255. What
 * lies outside is a mistake of a unit or of a clock, and windows could not tell such times apart.
 */
export const isTime = (us: number): boolean => Number.isSafeInteger(us)

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d\d:?\d\d)$/

/** Reads an RFC 3339 time with up to nine fractional digits. Null where the text is no such time. */
export function parseTime(text: string): Instant | null {
  const parts = rfc3339.exec(text)
  if (!parts) return null
  const [, day, clock, fraction = '', zone] = parts
  const ms = parseMs(`${day}T${clock}${offset(zone!)}`)
  if (Number.isNaN(ms)) return null
  const ns = Number(fraction.padEnd(9, '0'))
  return { us: ms * 1000 + Math.floor(ns / 1000), nanos: ns % 1000 }
}

/**
 * Milliseconds since the epoch of `2026-11-22T04:22:05`, with a zone behind it; NaN where there is no such day or hour. What
 * comes with the language takes the 30th of February for the 2nd of March, and 24:00 for the midnight after.
 */
export function parseMs(text: string): number {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  const isThere = text.slice(11, 13) !== '24' && (day < 29 || new Date(Date.UTC(year, month, 0)).getUTCDate() >= day)
  return isThere ? Date.parse(text) : Number.NaN
}

const offset = (zone: string): string => {
  if (zone === 'z') return 'Z'
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}

/** Writes a time with three, six or nine fractional digits: as few as lose nothing. */
export function formatTime(us: number, nanos = 0): string {
  const ms = Math.floor(us / 1000)
  const below = us - ms * 1000
  if (below === 0 && nanos === 0) return `${toTheMs(ms)}Z`
  return `${toTheMs(ms)}${threeDigits(below)}${nanos === 0 ? '' : threeDigits(nanos)}Z`
}

/** The minute that was written last: the next time is mostly of the same. */
let minute = Number.NaN
let minuteText = ''

function toTheMs(ms: number): string {
  const whole = Math.floor(ms / 60_000)
  if (whole !== minute) {
    minuteText = new Date(whole * 60_000).toISOString().slice(0, -'00.000Z'.length)
    minute = whole
  }
  const left = ms - whole * 60_000
  const seconds = Math.floor(left / 1000)
  return `${minuteText}${twoDigits(seconds)}.${threeDigits(left - seconds * 1000)}`
}

const twoDigits = (n: number): string => (n < 10 ? `0${n}` : String(n))

const threeDigits = (n: number): string => (n < 10 ? `00${n}` : n < 100 ? `0${n}` : String(n))

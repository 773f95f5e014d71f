// How a mapping says that its times are written → a reader of them: text → microseconds since the epoch, or NaN.
import { parseMs } from '../../src/event/time.ts'
import type { TimeReader } from '../access/facts.ts'
import { createIsoTimeReader, createLocalTimeReader, parseSeconds, remembering } from '../access/time.ts'
import type { Zone } from '../access/zone.ts'

export const timeFormats = ['rfc3339', 'clf', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns'] as const

/** Null where the format is none. `zone`: of times that name none. */
export function openTimeFormat(format: string | null, zone: Zone): (() => TimeReader) | null {
  if (format === null) return () => anyTime(zone)
  if (isNamed(format)) return () => named[format](zone)
  const parse = parseTimePattern(format, zone)
  return parse && (() => remembering(parse))
}

type Name = (typeof timeFormats)[number]

const isNamed = (format: string): format is Name => timeFormats.some((name) => name === format)

// biome-ignore format: table
const named: Readonly<Record<Name, (zone: Zone) => TimeReader>> = {
  rfc3339:  isoTime,
  clf:      () => createLocalTimeReader(),
  epoch_s:  () => parseSeconds,
  epoch_ms: () => scaled(1000),
  epoch_us: () => scaled(1),
  epoch_ns: () => (text) => (/^\d{4,19}$/.test(text) ? Number(text.slice(0, -3)) : Number.NaN),
}

const scaled =
  (us: number): TimeReader =>
  (text) =>
    /^\d{1,17}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * us) : Number.NaN

/** A time without a zone is one of the wall's clock. */
function isoTime(zone: Zone): TimeReader {
  const read = createIsoTimeReader()
  return (text) => {
    const us = read(text)
    return Number.isNaN(us) && zoneless.test(text) ? zone(read(`${text}Z`)) : us
  }
}

const zoneless = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?$/

/** Seconds, milliseconds, microseconds and nanoseconds of our time differ in their digits. */
function anyTime(zone: Zone): TimeReader {
  const iso = isoTime(zone)
  const local = createLocalTimeReader()
  return (text) => {
    if (/^\d+(?:\.\d+)?$/.test(text)) return epoch(text)
    const us = iso(text)
    return Number.isNaN(us) ? local(text) : us
  }
}

function epoch(text: string): number {
  const digits = text.indexOf('.') < 0 ? text.length : text.indexOf('.')
  if (digits <= 10) return parseSeconds(text)
  return named[digits <= 13 ? 'epoch_ms' : digits <= 16 ? 'epoch_us' : 'epoch_ns'](() => Number.NaN)(text)
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Letters of a written-out format, and what stands in their place. */
const parts: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<year>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  MMM: '(?<month>[A-Za-z]{3})',
  dd: '(?<day>\\d{2})',
  d: ' ?(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  XXX: '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
  Z: '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
}

/** `dd/MM/yyyy HH:mm:ss.SSS`: the letters of Java and of many others. A day must be whole. Null where it is none. */
function parseTimePattern(format: string, zone: Zone): TimeReader | null {
  const tokens = format.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? []
  const sources = tokens.map((token) => {
    if (/^S+$/.test(token)) return '(?<fraction>\\d{1,9})'
    const literal = /^'(.*)'$/s.exec(token)?.[1] ?? (/^[A-Za-z]/.test(token) ? null : token)
    return literal === null ? parts[token] : literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  })
  if (sources.includes(undefined) || tokens.join('') !== format) return null
  const source = sources.join('')
  const names = [...source.matchAll(/\?<(\w+)>/g)].map(([, name]) => name)
  const isWhole = ['year', 'month', 'day'].every((name) => names.includes(name)) && new Set(names).size === names.length
  return isWhole ? createPatternReader(new RegExp(`^${source}$`, 'd'), zone) : null
}

type Parts = Readonly<Record<string, string | undefined>>

/** The text that was read last, in which seconds and their fractions may differ. */
interface Minute {
  readonly text: string
  readonly us: number
  /** Where digits stand that may be others: start and end of the seconds, and of their fraction. */
  readonly digits: readonly [number, number, number, number]
}

/** Most lines are of the minute of the line before, so that only some digits are read of them. */
function createPatternReader(pattern: RegExp, zone: Zone): TimeReader {
  let minute: Minute = { text: '', us: Number.NaN, digits: [0, 0, 0, 0] }
  return (text) => {
    if (!isOfMinute(text, minute)) {
      const parts = pattern.exec(text)
      if (parts === null) return Number.NaN
      const { second: [a, b] = [0, 0], fraction: [c, d] = [0, 0] } = parts.indices!.groups!
      minute = { text, us: minuteOf(parts.groups!, zone), digits: [a, b, c, d] }
    }
    const { us, digits } = minute
    const second = numberIn(text, digits[0], digits[1])
    return second > 59 ? Number.NaN : us + second * 1_000_000 + microsecondsIn(text, digits[2], digits[3])
  }
}

function isOfMinute(text: string, { text: known, digits: [a, b, c, d] }: Minute): boolean {
  if (text.length !== known.length || text === '') return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((at >= a && at < b) || (at >= c && at < d)) {
      if (code < zero || code > zero + 9) return false
    } else if (code !== known.charCodeAt(at)) return false
  }
  return true
}

const zero = 0x30

function numberIn(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - zero
  return number
}

/** Digits beyond the sixth are cut off. */
function microsecondsIn(text: string, from: number, to: number): number {
  let us = 0
  for (let at = from, weight = 100_000; at < to && weight >= 1; at++, weight /= 10)
    us += (text.charCodeAt(at) - zero) * weight
  return us
}

function minuteOf(
  { year = '', month = '', day = '', hour = '0', minute = '0', zone: written }: Parts,
  zone: Zone,
): number {
  const place = months.indexOf(month.toLowerCase())
  const date = [year.padStart(4, '20'), pad(place < 0 ? month : place + 1), pad(day)].join('-')
  const us = parseMs(`${date}T${pad(hour)}:${pad(minute)}:00${zoneText(written)}`) * 1000
  return written === undefined ? zone(us) : us
}

const pad = (part: string | number): string => String(part).padStart(2, '0')

const zoneText = (written: string | undefined): string =>
  written === undefined || written === 'Z' ? 'Z' : `${written.slice(0, 3)}:${written.slice(-2)}`

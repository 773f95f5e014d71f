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
  const pattern = isWhole ? new RegExp(`^${source}$`) : null
  if (pattern === null) return null
  const read = createPartsReader(zone)
  return (text) => read(pattern.exec(text)?.groups)
}

type Parts = Readonly<Record<string, string | undefined>>

/** Most lines are of the minute of the line before. */
function createPartsReader(zone: Zone): (parts: Parts | undefined) => number {
  let minute = ''
  let minuteUs = Number.NaN
  return (parts) => {
    if (parts === undefined) return Number.NaN
    const { year, month, day, hour = '0', minute: own = '0', second = '0', fraction = '', zone: written = '' } = parts
    const name = `${year} ${month} ${day} ${hour}:${own} ${written}`
    if (name !== minute) {
      minute = name
      minuteUs = minuteOf(parts, zone)
    }
    if (Number(second) > 59) return Number.NaN
    return minuteUs + Number(second) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6))
  }
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

// A time as `strftime` was told to write it → microseconds since the epoch, or NaN.
import { parseEpoch } from './any-time.ts'
import type { TimeReader } from './facts.ts'
import { createIsoTimeReader, createLocalTimeReader, remembering } from './time.ts'
import type { Zone } from './zone.ts'

/**
 * Besides strftime's own, Apache's `%{sec}`, `%{msec}`, `%{usec}`, `%{msec_frac}` and `%{usec_frac}` are understood, and
 * Envoy's `%3f`. Null where the pattern does not say day and time of day, or says them in a way that is not known. `zone`
 * is where it names none.
 */
export function compileTime(pattern: string, zone: Zone): TimeReader | null {
  const whole = pattern.replace(/%[TRFDh]/g, (short) => shorthands[short]!)
  if (epoch.test(whole)) return parseEpoch
  if (iso.test(whole)) return createIsoTimeReader()
  if (whole === '%d/%b/%Y:%H:%M:%S %z') return createLocalTimeReader()
  const shape = shapeOf(whole)
  return shape === null ? null : remembering((text) => read(text, shape, zone))
}

/** Seconds with a fraction or without, milliseconds, microseconds: their number of digits tells them apart. */
const epoch = /^%(?:s|\{(?:sec|msec|usec)\})(?:\.%(?:\{[mu]sec_frac\}|[1-9]f)|%(?:\{[mu]sec_frac\}|[369]f))?$/

/** RFC 3339. */
const iso = /^%Y-%m-%dT%H:%M:%S(?:\.%(?:\{[mu]sec_frac\}|[1-9]f))?(?:Z|%z)$/

interface Shape {
  readonly expression: RegExp
  /** What each group of the expression is: the letter of its conversion, or the name in its braces. */
  readonly groups: readonly string[]
}

const shorthands: Readonly<Record<string, string>> = {
  '%T': '%H:%M:%S',
  '%R': '%H:%M',
  '%F': '%Y-%m-%d',
  '%D': '%m/%d/%y',
  '%h': '%b',
}

/** Conversions with what they may match. */
const conversions: Readonly<Record<string, string>> = {
  Y: '(\\d{4})',
  y: '(\\d\\d)',
  m: '(\\d\\d)',
  b: '([A-Z][a-z]{2})',
  B: '([A-Z][a-z]{2,8})',
  d: '(\\d\\d)',
  e: '([ \\d]\\d)',
  H: '(\\d\\d)',
  M: '(\\d\\d)',
  S: '(\\d\\d)',
  z: '([+-]\\d\\d:?\\d\\d)',
  msec_frac: '(\\d{3})',
  usec_frac: '(\\d{6})',
  a: '(\\w{3})',
  A: '(\\w+)',
  Z: '([A-Z]{1,5})',
  '%': '(%)',
}

function shapeOf(pattern: string): Shape | null {
  const groups: string[] = []
  let isKnown = true
  const source = pattern.replace(/%\{(\w+)\}|%(\d?.)|[\s\S]/g, (text, name?: string, letter?: string) => {
    const conversion = name ?? letter
    if (conversion === undefined) return text.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&')
    const digits = /^([1-9])f$/.exec(conversion)?.[1]
    groups.push(digits === undefined ? conversion : 'f')
    isKnown &&= digits !== undefined || Object.hasOwn(conversions, conversion)
    return digits === undefined ? (conversions[conversion] ?? '') : `(\\d{${digits}})`
  })
  const says = (...names: readonly string[]) => names.some((name) => groups.includes(name))
  const isWhole = says('Y', 'y') && says('m', 'b', 'B') && says('d', 'e') && says('H') && says('M')
  return isKnown && isWhole ? { expression: new RegExp(`^${source}$`), groups } : null
}

/** What a conversion gave; null where it is not in the pattern. */
type Given = (conversion: string) => string | null

function read(text: string, { expression, groups }: Shape, zone: Zone): number {
  const match = expression.exec(text)
  if (match === null) return Number.NaN
  const given: Given = (conversion) => {
    const at = groups.indexOf(conversion)
    return at < 0 ? null : match[at + 1]!
  }
  return inUtc(dayMs(given) * 1000 + timeOfDayUs(given), given, zone)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** NaN where there is no such day. */
function dayMs(given: Given): number {
  const year = Number(given('Y') ?? `20${given('y')}`)
  const named = given('b') ?? given('B')
  const month = named === null ? Number(given('m')) - 1 : months.indexOf(named.slice(0, 3))
  const day = Number(given('d') ?? given('e'))
  const ms = Date.UTC(year, month, day)
  const found = new Date(ms)
  return found.getUTCMonth() === month && found.getUTCDate() === day ? ms : Number.NaN
}

function timeOfDayUs(given: Given): number {
  const [hour, minute, second] = [Number(given('H')), Number(given('M')), Number(given('S') ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  const fraction = given('msec_frac') ?? given('usec_frac') ?? given('f') ?? ''
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function inUtc(wallUs: number, given: Given, zone: Zone): number {
  const offset = given('z')
  if (offset !== null) return wallUs - offsetUs(offset)
  return /^(?:UTC|GMT)$/.test(given('Z') ?? '') ? wallUs : zone(wallUs)
}

function offsetUs(zone: string): number {
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3))
  return (digits[0] === '-' ? -minutes : minutes) * 60_000_000
}

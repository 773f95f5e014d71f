// A time as `strftime` was told to write it → microseconds since the epoch, or NaN.
import { parseEpoch } from '../access/any-time.ts'
import type { TimeReader } from '../access/facts.ts'
import { remembering } from '../access/time.ts'
import type { Zone } from '../access/zone.ts'

/**
 * Besides strftime's own, `%{sec}`, `%{msec}`, `%{usec}`, `%{msec_frac}` and `%{usec_frac}` are understood. Null where the
 * pattern does not say day and time of day, or says them in a way that is not known. `zone` is where it names none.
 */
export function compileTime(pattern: string, zone: Zone): TimeReader | null {
  if (/^%(?:s|\{(?:sec|msec|usec)\})(?:\.%\{[mu]sec_frac\})?$/.test(pattern)) return parseEpoch
  const shape = shapeOf(pattern)
  return shape === null ? null : remembering((text) => read(text, shape, zone))
}

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
  const whole = pattern.replace(/%[TRFDh]/g, (short) => shorthands[short]!)
  const groups: string[] = []
  let isKnown = true
  const source = whole.replace(/%\{(\w+)\}|%(.)|[\s\S]/g, (text, name?: string, letter?: string) => {
    const conversion = name ?? letter
    if (conversion === undefined) return text.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&')
    groups.push(conversion)
    isKnown &&= Object.hasOwn(conversions, conversion)
    return conversions[conversion] ?? ''
  })
  const says = (...names: readonly string[]) => names.some((name) => groups.includes(name))
  const isWhole = says('Y', 'y') && says('m', 'b', 'B') && says('d', 'e') && says('H') && says('M')
  return isKnown && isWhole ? { expression: new RegExp(`^${source}$`), groups } : null
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function read(text: string, { expression, groups }: Shape, zone: Zone): number {
  const match = expression.exec(text)
  if (match === null) return Number.NaN
  const at = (name: string): string | undefined => match[groups.indexOf(name) + 1]
  const number = (name: string): number => (groups.includes(name) ? Number(at(name)) : 0)
  const year = groups.includes('Y') ? number('Y') : 2000 + number('y')
  const month = groups.includes('m') ? number('m') - 1 : monthOf((groups.includes('b') ? at('b') : at('B'))!)
  const day = groups.includes('d') ? number('d') : number('e')
  const [hour, minute, second] = [number('H'), number('M'), number('S')]
  const wallMs = Date.UTC(year, month, day, hour, minute, second)
  if (month < 0 || month > 11 || new Date(wallMs).getUTCDate() !== day || hour > 23 || minute > 59) return Number.NaN
  const wallUs = wallMs * 1000 + number('msec_frac') * 1000 + number('usec_frac')
  return groups.includes('z') ? wallUs - offsetUs(at('z')!) : groups.includes('Z') ? wallUs : zone(wallUs)
}

const monthOf = (name: string): number => months.indexOf(name.slice(0, 3))

function offsetUs(zone: string): number {
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3))
  return (digits[0] === '-' ? -minutes : minutes) * 60_000_000
}

// Values of literals → their canonical text.
import { spanUnits } from '../../event/time.ts'
import type { Duration, Name } from '../ast.ts'

/** Raw between `"""` where there is a backslash that would have to be doubled; else with escapes. */
export function text(value: string): string {
  if (value.includes('\\') && !value.includes('"""') && !value.endsWith('"') && !/[^\P{Cc}\n]/u.test(value)) {
    return `"""${value}"""`
  }
  return `"${value.replace(/["\\\p{Cc}]/gu, escaped)}"`
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

const escaped = (character: string): string =>
  named[character] ?? `\\u{${character.codePointAt(0)!.toString(16).padStart(2, '0')}}`

export function number(value: number, isDouble: boolean): string {
  const plain = String(value)
  return isDouble && /^-?\d+$/.test(plain) ? `${plain}.0` : plain
}

/** In the largest unit that loses nothing. */
export function duration({ us, limit }: Pick<Duration, 'us' | 'limit'>): string {
  if (limit) return `$${limit.text}`
  const unit = spanUnits.find(([, size]) => us >= size && us % size === 0) ?? ['s', 1_000_000]
  return `${digits(us / unit[1])}${unit[0]}`
}

/** Without an exponent, however long it is. */
const digits = (count: number): string =>
  Number.isInteger(count) ? String(BigInt(count)) : Number.isFinite(count) ? String(count) : '9'.repeat(400)

const plainName = /^[A-Za-z_@][\w@]*(?:\.[\w@]+)*$/
const reserved = new Set(['and', 'or', 'not', 'in', 'like', 'regex', 'true', 'false', 'null'])

const isPlainName = (name: string): boolean => plainName.test(name) && !reserved.has(name)

export const fieldName = (name: string): string => (isPlainName(name) ? name : `\`${name.replaceAll('`', '``')}\``)

/** A word, or a text where it is none. */
export const wordOrText = ({ text: word }: Name): string => (isPlainName(word) ? word : text(word))

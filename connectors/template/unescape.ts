// The text of a logged value → the text that was logged: escapes undone, bytes read as UTF-8.
import type { Escape } from '../../grammar/log-format/log-format.ts'

/**
 * `\xHH` as nginx and Apache write it, and the escapes of a JSON string. No product mixes the two, and neither leaves a
 * bare backslash, so one function reads both. `text` holds one character a byte.
 */
export function undoEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escaped, (whole, hex?: string, units?: string, short?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (units !== undefined) return utf8Bytes(JSON.parse(`"${units}"`))
    return shorts[short!] ?? whole
  })
}

const escaped = /\\x([\dA-Fa-f]{2})|((?:\\u[\dA-Fa-f]{4})+)|\\(["\\/bfnrtv])/g

const shorts: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  // Apache's own.
  v: '\v',
}

/** `#HH`, as HAProxy writes what would break its line: a `#` itself too. */
export const undoHashes = (text: string): string =>
  text.includes('#')
    ? text.replace(/#([\dA-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

const utf8Bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** One character a byte → UTF-8 read; what is no UTF-8 becomes U+FFFD. */
export const readUtf8 = (text: string): string => (isPlain(text) ? text : Buffer.from(text, 'latin1').toString('utf8'))

const isPlain = (text: string): boolean => !/[\x80-\xff]/.test(text)

const same = (text: string): string => text

/** The text that was logged, of one that the product wrote so. */
export const plainText: Readonly<Record<Escape, (text: string) => string>> = {
  default: undoEscapes,
  json: undoEscapes,
  backslash: undoEscapes,
  hash: undoHashes,
  none: same,
}

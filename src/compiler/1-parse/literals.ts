// Tokens of literals → their values, with what is wrong in them.
import type { IToken } from 'chevrotain'
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import { spanUnits } from '../../event/time.ts'
import type { Day, Duration, Name, Numeral, Text } from '../ast.ts'
import { spanOfToken } from './cst.ts'

export type Report = (diagnostic: Diagnostic) => void

/** `"…"` with its escapes undone, or `"""…"""` as it stands. */
export function textOf(token: IToken, report: Report): Text {
  const span = spanOfToken(token)
  const { image } = token
  switch (token.tokenType.name) {
    case 'RawString':
      return { value: image.slice(3, -3), span }
    case 'SingleQuoted':
      report(singleQuoted(span))
      return { value: image.slice(1, -1), span }
    case 'OpenText':
      report(withoutEnd(span))
      return { value: undoEscapes(image.slice(1), span.start + 1, report), span }
    default:
      return { value: undoEscapes(image.slice(1, -1), span.start + 1, report), span }
  }
}

const singleQuoted = (span: Span): Diagnostic => ({
  code: 'R101',
  message: 'a text stands in double quotes',
  primary: { span, message: 'single quotes' },
})

const withoutEnd = (span: Span): Diagnostic => ({
  code: 'R102',
  message: 'this text has no closing quote',
  primary: { span, message: 'starts here and does not end on its line' },
  help: 'A text over several lines stands between """ and """.',
})

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

const escapeSequence = /\\(u\{[0-9a-fA-F]{2,8}\}|.|$)/gsu

function undoEscapes(body: string, offset: number, report: Report): string {
  if (!body.includes('\\')) return body
  return body.replace(escapeSequence, (whole, name: string, at: number) => {
    const simple = escapes[name]
    if (simple !== undefined) return simple
    const point = name.startsWith('u{') ? Number.parseInt(name.slice(2, -1), 16) : Number.NaN
    if (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)) return String.fromCodePoint(point)
    report({
      code: 'R103',
      message: `\`${whole}\` is no escape`,
      primary: { span: { start: offset + at, end: offset + at + whole.length }, message: 'not an escape' },
      help: 'Escapes are \\b \\t \\n \\f \\r \\" \\\' \\\\ and \\u{200d}; between """ and """ a backslash is a backslash.',
    })
    return whole
  })
}

/** The name of a field as the schema has it: without backquotes, without the `?` of an optional one. */
export const nameOf = (token: IToken): Name => ({
  text: token.image.replace(/^\?/, '').replace(/^`(.*)`$/, (_, quoted: string) => quoted.replaceAll('``', '`')),
  span: spanOfToken(token),
})

/** `$name` */
export const limitOf = (token: IToken): Name => ({ text: token.image.slice(1), span: spanOfToken(token) })

export const numeralOf = (token: IToken): Numeral => ({ value: Number(token.image), span: spanOfToken(token) })

export const dayOf = (token: IToken): Day => ({ text: token.image, span: spanOfToken(token) })

export function durationOf(token: IToken): Duration {
  const [, count, unit] = /^(\d+)(\w+)$/.exec(token.image)!
  return { us: Number(count) * spanUnits.find(([name]) => name === unit)![1], span: spanOfToken(token) }
}

// A piece → the operator of a document database that stands in it where a value belongs, or the script that leaves its text.
import type { Detector, Finding, Piece } from '../detector.ts'
import { isOperator, operatorAt } from './operators.ts'
import { script } from './script.ts'

export const nosqli: Detector = {
  threat: 'nosqli',
  marks: '$;|&(}\r',
  find({ text, kind }: Piece): Finding | null {
    if (kind === 'key' && isOperator(text)) return { shape: 'operator-as-name', start: 0, end: text.length }
    return operatorIn(text) ?? (kind === 'key' ? null : script(text))
  },
}

function operatorIn(text: string): Finding | null {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
    const operator = operatorAt(text, at)
    if (operator === null) continue
    const end = at + operator.length
    if (isOfForm(text, at, end)) return { shape: 'operator-in-form', start: at - 1, end: end + 1 }
    if (isOfObject(text, at, end)) return { shape: 'operator-in-text', start: at, end }
  }
  return null
}

/** `password[$ne]=`, and the same as a name of JSON; `$where=`. */
const isOfForm = (text: string, at: number, end: number): boolean =>
  (text[at - 1] === '[' && text[end] === ']') || (text[end] === '=' && (at === 0 || '&?'.includes(text[at - 1]!)))

/** `{$gt: ''`, `', $or: [`, where what follows is a value. */
function isOfObject(text: string, at: number, end: number): boolean {
  const before = skip(text, at - 1, -1)
  const isMember = before < 0 || '{,'.includes(text[before]!)
  const colon = skip(text, end, 1)
  if (!isMember || text[colon] !== ':') return false
  return /^\s*(?:['"{[/\d-]|null\b|true\b|false\b|undefined\b|new\b|function\b|ObjectId\b)/.test(
    text.slice(colon + 1, colon + 32),
  )
}

/** Past blanks and the quotes and backslashes around a name. */
function skip(text: string, from: number, by: 1 | -1): number {
  let at = from
  for (let left = 16; left > 0 && at >= 0 && at < text.length && ' \t\r\n"\'\\'.includes(text[at]!); left--) at += by
  return at
}

// A piece → the SQL in it that would change the query it is put into.
import type { Detector, Finding, Piece } from '../detector.ts'
import { search } from './search.ts'

export const sqli: Detector = {
  threat: 'sqli',
  marks: '\'"`=<>();#*@|&_$0123456789\u0080',
  find,
}

function find({ text }: Piece): Finding | null {
  return search(text).finding ?? versionComment(text) ?? rewritten(text)
}

/** A comment that begins with a version is run by MySQL, and means nothing to anybody else. */
function versionComment(text: string): Finding | null {
  const start = text.indexOf('/*!')
  const found = start < 0 ? null : /\/\*!\d{4,6}(?!\d)/.exec(text.slice(start, start + 64))
  return found && { shape: 'version-comment', start: start + found.index, end: start + found.index + found[0].length }
}

/** What filters would make of the text: `union` of `uni` and `on` with a comment between, and one quote of two in a quoted field. */
function rewritten(text: string): Finding | null {
  const whole = (found: Finding | null): Finding | null => found && { shape: found.shape, start: 0, end: text.length }
  if (text.includes('/**/') && /[a-z]\/\*\*\/[a-z]/i.test(text))
    return whole(search(text.replaceAll('/**/', ''), 1).finding)
  if (text.length > 4 && text.startsWith('"') && text.endsWith('"') && text.includes('""'))
    return whole(search(text.slice(1, -1).replaceAll('""', '"')).finding)
  return null
}

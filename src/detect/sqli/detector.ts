// A piece → the SQL in it that would change the query it is put into.
import type { Detector, Finding, Piece } from '../detector.ts'
import { search } from './search.ts'

export const sqli: Detector = {
  threat: 'sqli',
  marks: '\'"`=<>();#*@|&_$0123456789\u0080',
  leads: ['or', 'an', 'xo', 'un', 'ha', 'se', 'de', 'dr', 'cr', 'tr', 'gr'],
  find,
}

function find({ text }: Piece): Finding | null {
  if (text.length < 32 && quotedWord.test(text)) return null
  return search(text).finding ?? versionComment(text) ?? remnant(text) ?? rewritten(text)
}

/** A quote and an operator, or a second string, glued to a word: the least that shows whether a quote is left. */
const joined =
  /^\s{0,8}(?:(['"`])(?:(?:\|\||\+)\1?[a-z]|[|&^*-]{1,2}\1\w|\s\1[a-z])\w{0,31}|['"`]\)*\s{0,8}(?:or|and|\|\||&&))\s{0,8}$/i

const beginsWithQuote = /^\s{0,8}['"`]/

const longestProbe = 48

/** A value or none, a quote, and an operator with what it is given: all that an attempt needs, and nothing else is said. */
const probed =
  /^\s{0,8}([\w@.+-]{0,24})(['"`])\){0,3}\s{0,8}(\|\||&&|<=>|<>|!=|[-+*/%&|^=<>]|(?:x?or|and|r?like|regexp|div|mod)(?!\w))\s{0,8}([^\s].{0,15})$/i

function probe(text: string): Finding | null {
  const [whole, value, quote, operator, given] = probed.exec(text) ?? []
  if (whole === undefined || !isProbe([value!, quote!, operator!, given!])) return null
  return { shape: /\w/.test(operator!) ? 'breakout-condition' : 'breakout-expression', start: 0, end: text.length }
}

/** `'='` is a sign that is quoted, `6' or 7` and `5'-6` are feet, `rock'&'roll` is a name. */
function isProbe([value, quote, operator, given]: readonly [string, string, string, string]): boolean {
  const isNumber = /^\(?\d{1,9}\)?$/.test(given)
  if (/^[-+.\d]+$/.test(value))
    return given.startsWith(quote) ? /^.\d{0,9}.?$/.test(given) : isNumber && /^[*&|^=]/.test(operator)
  // Spreadsheets keep `'-5` and `'=1` as they are written.
  if (isNumber) return value !== '' || !/^[-+=]$/.test(operator)
  if (!given.startsWith(quote)) return false
  return value === '' ? /^.\w{1,16}$/.test(given) : /^.\d{0,9}$/.test(given)
}

/** The rest of a row of values, and its end: `',NULL)`. */
const row = /^\s{0,8}['"]\)?(?:,(?:null|\d{1,9}|'\w{0,16}')){1,64}\)/i

function remnant(text: string): Finding | null {
  const found = text.length <= longestProbe ? probe(text) : null
  if (found || !beginsWithQuote.test(text)) return found
  if (text.length <= 64 && joined.test(text)) return { shape: 'breakout-expression', start: 0, end: text.length }
  const end = row.exec(text)?.[0].length ?? 0
  return end === 0 ? null : { shape: 'breakout-list', start: 0, end }
}

const quotedWord = /^\s*(['"`])(?:x?or|and|not|in|is)\1\s*$/i

/** A comment that begins with a version is run by MySQL, and means nothing to anybody else. */
function versionComment(text: string): Finding | null {
  const start = text.indexOf('/*!')
  const found = start < 0 ? null : /\/\*!\d{4,6}(?!\d)/.exec(text.slice(start, start + 64))
  return found && { shape: 'version-comment', start: start + found.index, end: start + found.index + found[0].length }
}

/** What filters would make of the text: `union` of `uni` and `on` with a comment between, quotes without their backslashes, and one quote of two in a quoted field. */
function rewritten(text: string): Finding | null {
  const whole = (found: Finding | null): Finding | null => found && { shape: found.shape, start: 0, end: text.length }
  if (text.includes('/**/') && /[a-z]\/\*\*\/[a-z]/i.test(text)) {
    const word = cutKeyword.exec(text)
    const cut = word && { shape: 'cut-keyword', start: word.index, end: word.index + word[0].length }
    return whole(search(text.replaceAll('/**/', ''), 1).finding) ?? cut
  }
  if (escapedQuote.test(text)) {
    const unescaped = whole(search(text.replace(eachEscapedQuote, '$1')).finding)
    if (unescaped) return unescaped
  }
  if (text.length > 4 && text.startsWith('"') && text.endsWith('"') && text.includes('""'))
    return whole(search(text.slice(1, -1).replaceAll('""', '"')).finding)
  return null
}

/** What a filter escaped, or what an attempt has for filters that escape the backslash or take it for a letter of two octets. */
const escapedQuote = /\\['"`]/
const eachEscapedQuote = /\\(['"`])/g

/** Keywords with a comment between two of their letters. */
const cutKeyword = new RegExp(
  String.raw`(?<!\w)(?:${['union', 'select', 'insert', 'update', 'delete', 'where', 'having'].map(cut).join('|')})(?!\w)`,
  'i',
)

function cut(word: string): string {
  const ways = Array.from(word.slice(1), (_, at) => `${word.slice(0, at + 1)}/\\*\\*/${word.slice(at + 1)}`)
  return ways.join('|')
}

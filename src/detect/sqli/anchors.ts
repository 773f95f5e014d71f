// A text → the few places in it where SQL might begin. All else is passed over as fast as characters can be looked at.
import { isBlank, isDigit, isWordPart, quoteOf } from './tokens.ts'

export interface Anchor {
  readonly at: number
  /** A quote, what could end a statement, what closes a comment, a bracket or a dollar's quote that the text did not open, or a word. */
  readonly kind: 'quote' | 'semicolon' | 'closing' | 'word'
  /** Words that begin before the place. */
  readonly words: number
  /** No quote of this kind stands before it. */
  readonly isFirst: boolean
}

/** What a character is to this search; those beyond ASCII are asked one by one. */
const other = 0
const letter = 1
const digit = 2
const blank = 3
const quote = 4
const ending = 5
const closing = 6
const initial = 7

const classes = Uint8Array.from({ length: 128 }, (_, code) => classBySlowWay(code))

function classBySlowWay(code: number): number {
  if (quoteOf(code) !== 0) return quote
  if (code === 0x3b) return ending
  if (code === 0x2a || code === 0x5d || code === 0x7d || code === 0x24) return closing
  if (isBlank(code)) return blank
  if (isDigit(code)) return digit
  if (!isWordPart(code)) return other
  return code < 128 && 'oaxuhwpi'.includes(String.fromCharCode(code | 0x20)) ? initial : letter
}

/** Calls back for each place, in order, until it is answered with something. */
export function atAnchors<Found>(text: string, visit: (anchor: Anchor) => Found | null): Found | null {
  let words = 0
  let quotes = 0
  let before = blank
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const is = code < 128 ? classes[code]! : classBySlowWay(code)
    if (is === letter) {
      if (before === blank) words++
      at = endOfWord(text, at + 1) - 1
    } else if (is > blank) {
      const bit = is === quote ? 1 << (quoteOf(code) & 7) : 0
      const kind = kindAt(text, at, is)
      const found = kind === null ? null : visit({ at, kind, words, isFirst: (quotes & bit) === 0 })
      if (found !== null) return found
      quotes |= bit
      if (before === blank) words++
      if (is === initial) at = endOfWord(text, at + 1) - 1
    } else if (is !== blank && before === blank) words++
    before = is
  }
  return null
}

/** Digits are stopped at: in `1or 1=1` a word begins behind one. */
function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    const is = code < 128 ? classes[code]! : classBySlowWay(code)
    if (is !== letter && is !== initial) return at
    at++
  }
  return at
}

function kindAt(text: string, at: number, is: number): Anchor['kind'] | null {
  if (is === quote) return matchesAt(leaving, text, at + 1) ? 'quote' : null
  if (is === ending) return matchesAt(statementAhead, text, at + 1) ? 'semicolon' : null
  if (is === closing) return closesAt(text, at) ? 'closing' : null
  return isKeywordAt(text, at) && goesOnBehind(text, at) ? 'word' : null
}

/** Behind a value or two: what a query may have a value in beside quotes and parentheses, and SQL behind it. */
function closesAt(text: string, at: number): boolean {
  if (at > farthestClosing) return false
  const closer = text[at] === ']' || text[at] === '}' ? text[at]! : text.slice(at, at + 2)
  const opener = openers.get(closer)
  if (opener === undefined || text.lastIndexOf(opener, at - 1) >= 0) return false
  return matchesAt(leaving, text, at + closer.length)
}

const farthestClosing = 32
const openers: ReadonlyMap<string, string> = new Map([
  ['*/', '/*'],
  [']', '['],
  ['}', '{'],
  ['$$', '$$'],
])

/** `or`, `and`, `xor`, `union`, `having`, `where`, `waitfor`, `procedure`, `into`, told by their first letters. */
function isKeywordAt(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1) | 0x20
  const third = text.charCodeAt(at + 2) | 0x20
  switch (text.charCodeAt(at) | 0x20) {
    case 0x61:
      return second === 0x6e && third === 0x64 && endsWord(text, at + 3)
    case 0x6f:
      return second === 0x72 && endsWord(text, at + 2)
    case 0x78:
      return second === 0x6f && third === 0x72 && endsWord(text, at + 3)
    case 0x75:
      return second === 0x6e && third === 0x69
    case 0x68:
      return second === 0x61 && third === 0x76
    case 0x77:
      return (second === 0x68 && third === 0x65) || (second === 0x61 && third === 0x69)
    case 0x70:
      return second === 0x72 && third === 0x6f
    default:
      return second === 0x6e && third === 0x74 && endsWord(text, at + 4)
  }
}

function endsWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return at >= text.length || isDigit(code) || !isWordPart(code)
}

/** `and people who` is a sentence, and most of what there is: told without a pattern. */
function goesOnBehind(text: string, start: number): boolean {
  const at = skipBlank(text, skipWord(text, start))
  const isUnion = (text.charCodeAt(start) | 0x20) === 0x75
  if (!isUnion && isLetter(text.charCodeAt(at)) && !conditionInitials.has(text.charCodeAt(at) | 0x20)) {
    const next = text.charCodeAt(skipBlank(text, skipWord(text, at)))
    if (next === 0x2c || next === 0x2e || (isLetter(next) && !matchInitials.has(next | 0x20))) return false
  }
  return matchesAt(goingOn, text, start)
}

const initialsOf = (words: string): ReadonlySet<number> => new Set(words.split(' ').map((word) => word.charCodeAt(0)))
const conditionInitials = initialsOf('not exists case select true false null binary')
const matchInitials = initialsOf('like rlike ilike regexp glob in is between not')

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function skipWord(text: string, from: number): number {
  let at = from
  while (at < text.length && isWordPart(text.charCodeAt(at))) at++
  return at
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && isBlank(text.charCodeAt(at))) at++
  return at
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

/** Behind a quote: what can follow a string in a query. */
const leaving =
  /[\s\0-\x20)]{0,64}(?:[|&=<>!+\-*/%^,;#~]|::|(?:x?or|and|union|except|intersect|minus|having|group|order|limit|offset|procedure|into|where|for|lock|waitfor|exec|execute|insert|select|drop|delete|update|create|declare|grant|if|begin|like|rlike|regexp|ilike|glob|in|is|not|between|div|mod|collate|as|isnull|notnull|sounds|similar|returning|shutdown|use|alter|truncate|desc|asc)(?![a-z_]))/iy

const statementAhead =
  /[\s\0-\x20;(]{0,64}(?:\/\*|--|#|(?:select|insert|update|delete|drop|create|alter|truncate|exec|execute|declare|waitfor|shutdown|grant|revoke|copy|backup|restore|attach|load|use|call|begin|merge|replace|print|handler|prepare|set|if|bulk|do|pragma|with|desc|describe|commit|rollback|vacuum|kill|lock|rename)(?![a-z_]))/iy

/** A word that goes on with a condition or a query, and something behind it that sentences seldom have there. */
const goingOn =
  /(?:(?:x?or|and|having|where)(?![a-z_])[\s\0-\x20]{0,64}(?:[\d'"`@(!~+\-?{$./[]|(?:not|exists|case|select|true|false|null|binary)(?![a-z_])|[a-z_][\w$.]{0,64}[\s\0-\x20]{0,64}(?:[=<>!(|~]|(?:r?like|regexp|ilike|glob|between|in[\s(]|not\s|is\s+(?:not\s+)?null)))|union(?![a-z_])|waitfor\s+(?:delay|time)|procedure\s+analyse|into\s+(?:out|dump)file(?![a-z_]))/iy

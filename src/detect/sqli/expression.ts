// Tokens → the expression that begins with them, read as any of the databases would, and what it told. Null where none fits.

import { readCall } from './call.ts'
import { readSelect, readSetTail } from './select.ts'
import type { Tokens } from './tokens.ts'
import { compare, compareSpaced, joinSum, open, stringValue, type Value, value, withCondition } from './value.ts'
import {
  arithmeticWords,
  clauseWords,
  constants,
  logicalWords,
  matchWords,
  prefixWords,
  setWords,
  statementWords,
} from './words.ts'

/** `expression = comparison { ("or" | "and" | "xor" | "||" | "&&") comparison }` */
export function readExpression(tokens: Tokens): Value | null {
  const first = readComparison(tokens)
  return first && continueLogic(tokens, first)
}

/** The rest of an expression whose first value is known. */
export function continueExpression(tokens: Tokens, first: Value): Value | null {
  const sum = continueSum(tokens, first)
  const comparison = sum && continueComparison(tokens, sum)
  return comparison && continueLogic(tokens, comparison)
}

/** The next token goes on with an expression. */
export function goesOn(tokens: Tokens): boolean {
  const { kind, text } = tokens.peek()
  if (kind === 'operator') return text !== '!' && text !== '~'
  if (kind !== 'word') return false
  return logicalWords.has(text) || arithmeticWords.has(text) || matchWords.has(text) || comparingWords.has(text)
}

const comparingWords = new Set(['not', 'is', 'in', 'between', 'isnull', 'notnull'])
const comparators = new Set('= => == <> != < > <= >= <=> ^= !< !> := ~ ~* !~ !~* @> <@ -> ->> #> #>> @?'.split(' '))
const arithmetic = new Set(['+', '-', '*', '/', '%', '|', '&', '^', '<<', '>>', '**', '#-'])
const signs = new Set(['-', '+', '~', '!'])

function continueLogic(tokens: Tokens, first: Value): Value | null {
  let all = first
  for (;;) {
    const { kind, text } = tokens.peek()
    const isLogical = kind === 'operator' ? text === '||' || text === '&&' : kind === 'word' && logicalWords.has(text)
    if (!isLogical) return all
    tokens.take()
    const next = readComparison(tokens)
    if (next === null) return null
    all = withCondition(all, text, next)
    tokens.strongest = Math.max(tokens.strongest, all.level)
  }
}

function readComparison(tokens: Tokens): Value | null {
  const first = readSum(tokens)
  return first && continueComparison(tokens, first)
}

function continueComparison(tokens: Tokens, first: Value): Value | null {
  let all: Value | null = first
  while (all !== null) {
    const { kind, text } = tokens.peek()
    if (kind === 'operator' && text === '::') {
      tokens.take()
      tokens.takeKind('word')
    } else if (kind === 'operator' && comparators.has(text)) {
      const { end } = tokens.take()
      const isSpaced = tokens.peek().start > end
      const other = readSum(tokens)
      all = other && (isSpaced ? compareSpaced(all, text, other) : compare(all, text, other))
    } else if (kind === 'word') {
      const next = compareByWord(tokens, all)
      if (next === undefined) return all
      all = next
    } else return all
  }
  return null
}

/** `[NOT] LIKE x`, `IS NULL`, `IN (…)`, `BETWEEN x AND y`. Undefined where no such word follows. */
function compareByWord(tokens: Tokens, first: Value): Value | null | undefined {
  const negated = tokens.isWord('not') ? 1 : 0
  const { text } = tokens.peek(negated)
  if (matchWords.has(text)) return match(tokens, first, negated)
  if (text === 'in') return isIn(tokens, first, negated)
  if (text === 'between') return between(tokens, first, negated)
  if (negated === 1) return undefined
  if (text === 'is') return is(tokens, first)
  if (text !== 'isnull' && text !== 'notnull') return undefined
  tokens.take()
  return compare(first, 'is', value('constant', 0, 'null'))
}

function match(tokens: Tokens, first: Value, words: number): Value | null {
  for (let taken = 0; taken <= words; taken++) tokens.take()
  if (!tokens.takeWord('like')) tokens.takeWord('to')
  const other = readSum(tokens)
  if (other === null) return null
  const found = compare(first, 'like', other)
  // `'like '%`, and `'LIKE'`: behind a string a pattern has no blanks.
  return first.form === 'open' && other.isCut && isPattern(other.text) ? { ...found, level: 2 } : found
}

const isPattern = (text: string): boolean => text === '' || (!/\s/.test(text) && /[%_.*^$]/.test(text))

function isIn(tokens: Tokens, first: Value, words: number): Value | null {
  for (let taken = 0; taken <= words; taken++) tokens.take()
  if (tokens.peek().kind === 'end') return open
  if (takeSearchMode(tokens)) return compare(first, 'in', value('constant', 0))
  if (tokens.peek().kind !== 'open') return null
  const list = readPrimary(tokens)
  return list && compare(first, 'in', list)
}

/** `MATCH (…) AGAINST ('…' IN BOOLEAN MODE)`, of which the text has the end. */
function takeSearchMode(tokens: Tokens): boolean {
  if (!tokens.isWord('boolean') && !(tokens.isWord('natural') && tokens.isWord('language', 1))) return false
  if (tokens.take().text === 'natural') tokens.take()
  return tokens.takeWord('mode')
}

function between(tokens: Tokens, first: Value, words: number): Value | null {
  for (let taken = 0; taken <= words; taken++) tokens.take()
  const low = readSum(tokens)
  if (low === null || low.form === 'open') return low
  if (!tokens.takeWord('and')) return tokens.peek().kind === 'end' ? open : null
  const high = readSum(tokens)
  return high && compare(compare(first, 'between', low), 'between', high)
}

function is(tokens: Tokens, first: Value): Value | null {
  tokens.take()
  tokens.takeWord('not')
  if (tokens.peek().kind === 'end') return open
  if (tokens.takeWord('distinct')) {
    if (!tokens.takeWord('from')) return null
    const other = readSum(tokens)
    return other && compare(first, 'is', other)
  }
  if (!tokens.takeWordOf(constants) && !tokens.takeWord('json')) return null
  const found = compare(first, 'is', value('constant', 0, 'null'))
  return first.form === 'name' || first.form === 'open' ? { ...found, level: 2 } : found
}

function readSum(tokens: Tokens): Value | null {
  const first = readUnary(tokens)
  return first && continueSum(tokens, first)
}

function continueSum(tokens: Tokens, first: Value): Value | null {
  let all: Value = first
  for (;;) {
    const { kind, text } = tokens.peek()
    const isArithmetic = kind === 'operator' ? arithmetic.has(text) : kind === 'word' && arithmeticWords.has(text)
    if (!isArithmetic) return all
    tokens.take()
    const next = readUnary(tokens)
    if (next === null) return null
    all = joinSum(all, next)
  }
}

function readUnary(tokens: Tokens): Value | null {
  let isNegated = false
  for (let taken = 0; ; taken++) {
    const { kind, text } = tokens.peek()
    // `15 ++++++++-----` draws a line.
    if (taken > mostSigns) return null
    const isSign = kind === 'operator' && signs.has(text)
    const isPrefix = kind === 'word' && prefixWords.has(text) && tokens.peek(1).kind !== 'dot'
    if (!isSign && !isPrefix) break
    isNegated ||= text === '!' || text === '~' || text === 'not'
    tokens.take()
  }
  const found = readPrimary(tokens)
  if (found === null || !isNegated || found.form !== 'number') return found
  return { ...found, level: 2 }
}

const mostSigns = 4

export function readPrimary(tokens: Tokens): Value | null {
  const token = tokens.peek()
  switch (token.kind) {
    case 'end':
    case 'comment':
      return open
    case 'number':
      tokens.take()
      return value('number', 0, token.text)
    case 'string':
      return readStrings(tokens)
    case 'variable':
      tokens.take()
      return value('variable', token.text.startsWith('@@') ? 3 : 1, token.text)
    case 'open':
      return readGroup(tokens)
    case 'name':
      return readCall(tokens)
    case 'word':
      return readWord(tokens)
    case 'other':
      return readOther(tokens)
    case 'operator':
    case 'dot':
      return readPlaceholder(tokens)
    default:
      return null
  }
}

/** `<buffer>` and `...`: what tools and those who copy from them have in the place of a value. */
function readPlaceholder(tokens: Tokens): Value | null {
  const { kind, text } = tokens.peek()
  if (kind === 'dot' && tokens.peek(1).kind === 'dot') {
    while (tokens.takeKind('dot'));
    return value('variable', 0)
  }
  if (text !== '<' || tokens.peek(1).kind !== 'word' || tokens.peek(2).text !== '>') return null
  for (let taken = 0; taken < 3; taken++) tokens.take()
  return value('variable', 0)
}

/** Strings side by side are one. */
function readStrings(tokens: Tokens): Value {
  let all = stringValue(tokens.take())
  while (tokens.peek().kind === 'string' && !all.isCut) {
    const next = stringValue(tokens.take())
    all = { ...next, text: all.text + next.text }
  }
  return all
}

function readWord(tokens: Tokens): Value | null {
  const { text } = tokens.peek()
  if (text === 'case') return readCase(tokens)
  if (text === 'select') return value('query', Math.max(1, readSelect(tokens)))
  if (text === 'interval' && tokens.peek(1).kind !== 'open') return readInterval(tokens)
  const opens = tokens.peek(1).kind === 'open'
  if (constants.has(text) && !opens) {
    tokens.take()
    return value('constant', 0, text)
  }
  const isKeyword = clauseWords.has(text) || statementWords.has(text) || logicalWords.has(text) || matchWords.has(text)
  return isKeyword && !opens && tokens.peek(1).kind !== 'dot' ? null : readCall(tokens)
}

/** `CASE [x] WHEN x THEN x … ELSE x END` */
function readCase(tokens: Tokens): Value | null {
  tokens.take()
  if (!tokens.isWord('when') && tokens.peek().kind !== 'end' && readExpression(tokens) === null) return null
  let level = 0
  while (tokens.isWord('when') || tokens.isWord('then') || tokens.isWord('else')) {
    level = Math.max(level, tokens.isWord('when') ? 1 : 3)
    tokens.take()
    const part = readExpression(tokens)
    if (part === null) return null
    level = Math.max(level, part.level)
  }
  if (!tokens.takeWord('end') && tokens.peek().kind !== 'end') return null
  return value('call', level)
}

/** `INTERVAL 1 DAY` */
function readInterval(tokens: Tokens): Value | null {
  tokens.take()
  const amount = readPrimary(tokens)
  if (amount !== null) tokens.takeKind('word')
  return amount
}

/** `( select )`, `( expression, … )` */
function readGroup(tokens: Tokens): Value | null {
  tokens.take()
  if (tokens.isWord('select')) return closed(tokens, value('query', queryLevel(readSelect(tokens))))
  if (tokens.isWordOf(setWords)) return closed(tokens, value('query', readSetTail(tokens)))
  let all: Value | null = null
  for (;;) {
    if (tokens.peek().kind === 'close') break
    const item = readExpression(tokens)
    if (item === null) return null
    all = all === null ? item : value('name', Math.max(all.level, item.level), '')
    if (!tokens.takeKind('comma')) break
  }
  return closed(tokens, all ?? value('name', 0))
}

const queryLevel = (level: number): number => (level >= 2 ? level + 1 : 1)

function closed(tokens: Tokens, found: Value): Value | null {
  tokens.strongest = Math.max(tokens.strongest, found.level > 3 ? found.level : 0)
  if (tokens.takeKind('close')) return found
  // A part that the text ends in is closed by the query around it.
  const { kind } = tokens.peek()
  return kind === 'end' || kind === 'comment' ? found : null
}

/** A parameter's `?` or `:name`, and the braces of ODBC: `{d '2001-01-01'}`. */
function readOther(tokens: Tokens): Value | null {
  const { text } = tokens.peek()
  if (text === '?' || text === ':') {
    tokens.take()
    if (text === ':') tokens.takeKind('word')
    return value('variable', 0)
  }
  if (text !== '{') return null
  tokens.take()
  if (!tokens.takeKind('word') && !tokens.takeKind('name')) return null
  const inner = readExpression(tokens)
  if (inner === null || tokens.peek().text !== '}') return null
  tokens.take()
  return inner
}

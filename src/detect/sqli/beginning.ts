// A piece's text, taken as what stands bare in a query from its first character on → whether it is SQL: `1 or 1=1`, `) union select …`, `select * from …`.
import type { Finding } from '../detector.ts'
import { bareBonus } from './bonus.ts'
import { readContinuation } from './continuation.ts'
import { readPrimary } from './expression.ts'
import { type Token, Tokens } from './tokens.ts'
import { type Level, left } from './value.ts'
import { logicalWords, statementWords } from './words.ts'

export function fromBeginning(text: string, doubt: Level): { finding: Finding | null; steps: number } {
  if (isSentence(text)) return { finding: null, steps: 1 }
  const tokens = new Tokens(text, 0)
  const first = tokens.peek()
  const switching = isSwitch(tokens) || isComputed(first, text) ? 1 : 0
  const before = startsValue(tokens) ? readPrimary(tokens) : left
  if (before === null || !canBegin(first)) return { finding: null, steps: tokens.steps }
  const next = tokens.peek()
  const found = readContinuation(tokens, before)
  const level = Math.max(found.level, before.level) + bareBonus(found) + doubt + switching
  const shape = found.shape === null || found.shape === 'comment' ? 'call' : found.shape
  const isFormula = formula.test(text) && !call.test(text)
  const isFound = level >= (isFormula ? 5 : enough(before.form, next))
  return {
    finding: isFound ? { shape: `bare-${shape}`, start: first.start, end: found.end } : null,
    steps: tokens.steps,
  }
}

/** `or true`, `&&false`, `1 or true`, and nothing else. */
function isSwitch(tokens: Tokens): boolean {
  const at = tokens.peek().kind === 'number' ? 1 : 0
  const [{ text }, value, end] = [tokens.peek(at), tokens.peek(at + 1), tokens.peek(at + 2)]
  const isJoined = logicalWords.has(text) || text === 'having' || text === '&&' || text === '||'
  return isJoined && (value.text === 'true' || value.text === 'false') && end.kind === 'end'
}

/** `select 'a' || 'b'`, `select 0x50`: people select what they name, and compute nothing. */
function isComputed(first: Token, text: string): boolean {
  return first.text === 'select' && text.length <= 64 && /0x|\|\||[+&]|'\s+'/i.test(text)
}

/** Two words of which neither is a keyword: the quickest no. */
function isSentence(text: string): boolean {
  twoWords.lastIndex = 0
  const words = twoWords.exec(text)
  return words !== null && !beginsQuery(words[1]!.toLowerCase()) && !follows(words[2]!.toLowerCase())
}

const twoWords = /\s{0,64}([a-z]{1,32})\s{1,64}([a-z]{1,32})(?![\w(])/iy
const beginsQuery = (word: string): boolean => statementWords.has(word) || leading.has(word) || valueWords.has(word)
const follows = (word: string): boolean =>
  statementWords.has(word) || leading.has(word) || logicalWords.has(word) || word === 'asc' || word === 'desc'
const valueWords = new Set(['case', 'exists', 'interval', 'binary', 'distinct', 'all', 'any', 'prior'])

/** What goes on with a query that stands before. */
const leading = new Set(
  'or and xor union except intersect minus having where group order limit offset procedure into as like rlike regexp in is not between div for'.split(
    ' ',
  ),
)

function canBegin({ kind }: Token): boolean {
  return kind !== 'end' && kind !== 'comment' && kind !== 'other' && kind !== 'dot'
}

function startsValue(tokens: Tokens): boolean {
  const { kind, text, end } = tokens.peek()
  if (kind === 'number' || kind === 'string' || kind === 'name' || kind === 'variable' || kind === 'open') return true
  if (kind !== 'word') return false
  const isCalled = tokens.peek(1).kind === 'open' && tokens.peek(1).start === end
  return (isCalled && callable.has(text)) || (!statementWords.has(text) && !leading.has(text))
}

const callable = new Set(['if', 'replace', 'insert'])

/** `2+2=4 and 3+3=6` */
const formula = /^[\s\d.+*/()-]{3,64}[=<>]/
const call = /[a-z]\(/i

/** A comparison that stands alone is a filter or a formula, which people do send. */
function enough(form: string, next: Token): Level {
  const isCompared = next.kind === 'operator' && /^[=<>!]/.test(next.text)
  if (isCompared) return form === 'name' || form === 'call' || form === 'query' ? 4 : 5
  return form === 'name' || form === 'string' ? 4 : 3
}

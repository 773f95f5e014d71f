// Tokens that begin with a name → a column or a call of a function, with what is asked of it.
import { readExpression } from './expression.ts'
import { readSelect } from './select.ts'
import type { Token, Tokens } from './tokens.ts'
import { type Level, type Value, value } from './value.ts'
import { callsWithoutArguments, catalogues, knownFunctions, tellingFunctions } from './words.ts'

/** `name { "." name } [ "(" arguments ")" ]` */
export function readCall(tokens: Tokens): Value | null {
  const parts = readDotted(tokens)
  const name = parts.map(({ text }) => text.toLowerCase()).join('.')
  const next = tokens.peek()
  if (next.kind === 'string' && /^[xs]p_\w/.test(name)) return value('call', tokens.take() ? 4 : 0, name)
  if (next.kind !== 'open') {
    const known = parts.length === 1 && callsWithoutArguments.has(name)
    if (known) return value('call', 2, name)
    return value('name', parts.length > 1 && callLevel(parts, true) >= 4 ? 3 : 0, name)
  }
  const isGlued = next.start === parts.at(-1)!.end
  const level = callLevel(parts, isGlued)
  if (level >= 4) tokens.strongest = Math.max(tokens.strongest, level)
  const inner = readArguments(tokens)
  const converts = /^(?:try_)?(?:cast|convert)$/.test(name) && inner > 1
  return value('call', Math.max(level, inner >= 3 ? inner : 0, converts ? 3 : 0), name)
}

/** SQL Server leaves out what is usual: `master..sysobjects`. */
export function readDotted(tokens: Tokens): readonly Token[] {
  const parts = [tokens.take()]
  while (tokens.peek().kind === 'dot' || isColonBetween(tokens)) {
    tokens.take()
    tokens.takeKind('dot')
    const { kind, text } = tokens.peek()
    if (kind !== 'word' && kind !== 'name' && !(kind === 'operator' && text === '*')) break
    parts.push(tokens.take())
  }
  return parts
}

/** Informix names its databases so: `sysmaster:systables`. */
function isColonBetween(tokens: Tokens): boolean {
  const [colon, name] = [tokens.peek(), tokens.peek(1)]
  return colon.text === ':' && name.kind === 'word' && tokens.before?.end === colon.start && name.start === colon.end
}

/** With a blank before the parenthesis it may be a word and a remark. */
function callLevel(parts: readonly Token[], isGlued: boolean): Level {
  const names = parts.map(({ text }) => text.toLowerCase())
  if (names.some((name) => tellingFunctions.has(name) || catalogues.has(name)))
    return isGlued || names.length > 1 ? 4 : 2
  // `args.concat(more)` is another language's.
  if (names.length === 1 && knownFunctions.has(names[0]!)) return isGlued ? 2 : 1
  return isGlued ? 1 : 0
}

/** What is asked: anything between commas, `*`, a query, and the words that some functions have inside. The highest level in it. */
function readArguments(tokens: Tokens): Level {
  tokens.take()
  let level = 0
  for (;;) {
    while (tokens.takeWordOf(argumentWords) || tokens.takeKind('comma'));
    const { kind, text } = tokens.peek()
    if (kind === 'close' || kind === 'end' || kind === 'comment') break
    if (kind === 'operator' && text === '*') tokens.take()
    else {
      const found = tokens.isWord('select') ? value('query', readSelect(tokens)) : readExpression(tokens)
      if (found === null) return level
      level = Math.max(level, found.form === 'query' && found.level > 0 ? 3 : found.level)
    }
    if (!continues(tokens)) break
  }
  tokens.takeKind('close')
  return level
}

const argumentWords = new Set(
  'as from for using order by separator asc desc leading trailing both passing columns'.split(' '),
)

function continues(tokens: Tokens): boolean {
  return tokens.peek().kind === 'comma' || tokens.isWordOf(argumentWords)
}

// Tokens behind the place where a value may have left its string or number → how sure it is that the query goes on there.
import { continueExpression, goesOn, readExpression } from './expression.ts'
import { readClause } from './select.ts'
import { readStatement } from './statement.ts'
import type { Token, Tokens } from './tokens.ts'
import { type Level, left, type Value } from './value.ts'
import { statementWords } from './words.ts'

export interface Continuation {
  readonly level: Level
  /** `misfit`: something follows that no query has there. */
  readonly ending: 'comment' | 'end' | 'open-string' | 'misfit'
  /** What the first sign of SQL was: its shape's name. */
  readonly shape: Shape | null
  /** What stands in the comment that takes the rest away. */
  readonly remainder: string
  readonly end: number
  /** The text ends in a string with nothing in it. */
  readonly isBlank: boolean
  /** The last statement ends in a semicolon. */
  readonly isClosed: boolean
}

export type Shape =
  | 'condition'
  | 'expression'
  | 'clause'
  | 'union'
  | 'list'
  | 'stacked-statement'
  | 'statement'
  | 'comment'

/** `tail = { ")" | "," expression | ";" [statement] | operator expression | clause | statement } [comment]` */
export function readContinuation(tokens: Tokens, before: Value = left): Continuation {
  let [level, shape]: [Level, Shape | null] = [0, null]
  let first = before
  for (;;) {
    const next = tokens.peek()
    const ending = endingAt(tokens, next)
    if (ending !== null) return conclude(tokens, { level, shape, ending })
    if (!tokens.takeKind('close')) {
      const part = readPart(tokens, next, first)
      // A word that began nothing, such as `not` before no `like`.
      if (tokens.peek() === next) return conclude(tokens, { level, shape, ending: 'misfit' })
      shape ??= part?.shape ?? null
      if (part === null) return conclude(tokens, { level: Math.max(level, tokens.strongest), shape, ending: 'misfit' })
      // Two statements side by side, as SQL Server lets them stand.
      level = Math.max(level, part.level + (part.shape === 'statement' && shape === 'statement' && level > 1 ? 1 : 0))
    }
    first = left
  }
}

interface Part {
  readonly shape: Shape
  readonly level: Level
}

function readPart(tokens: Tokens, next: Token, first: Value): Part | null {
  if (next.kind === 'comma') return part('list', listed(tokens))
  if (next.kind === 'semicolon') return part('stacked-statement', stacked(tokens))
  if (goesOn(tokens)) {
    const found = continueExpression(tokens, first)
    const shape = next.kind === 'word' || next.text === '||' || next.text === '&&' ? 'condition' : 'expression'
    return part(shape, found?.level ?? null)
  }
  if (next.kind !== 'word') return null
  const clause = readClause(tokens)
  if (clause !== null) return part(next.text === 'union' ? 'union' : 'clause', clause)
  if (!statementWords.has(next.text) && next.text !== 'else') return null
  return part('statement', readStatement(tokens))
}

const part = (shape: Shape, level: Level | null): Part | null => (level === null ? null : { shape, level })

function listed(tokens: Tokens): Level | null {
  tokens.take()
  const found = readExpression(tokens)
  return found && found.level + (found.form === 'query' && found.level > 2 ? 1 : 0)
}

/** What ends a statement may be followed by nothing. */
function stacked(tokens: Tokens): Level | null {
  while (tokens.takeKind('semicolon'));
  const end = tokens.before?.end
  const { kind, start } = tokens.peek()
  if (kind === 'end' || kind === 'comment') return 0
  const level = readStatement(tokens) ?? readProcedure(tokens)
  // A sentence has a blank behind its semicolon.
  const isGlued = start === end
  return level === null ? null : level + (isGlued ? 2 : 1)
}

/** Oracle and others run a call that stands alone. */
function readProcedure(tokens: Tokens): Level | null {
  if (tokens.peek().kind !== 'word') return null
  const found = readExpression(tokens)
  return found !== null && found.level > 2 ? found.level : null
}

function endingAt(tokens: Tokens, next: Token): Continuation['ending'] | null {
  if (next.kind === 'comment') return 'comment'
  if (next.kind !== 'end') return null
  const { before } = tokens
  return before?.isCut && before.kind !== 'comment' ? 'open-string' : 'end'
}

function conclude(
  tokens: Tokens,
  found: { level: Level; shape: Shape | null; ending: Continuation['ending'] },
): Continuation {
  const next = tokens.peek()
  const isComment = found.ending === 'comment'
  const isCommented = found.ending === 'misfit' && tokens.isBehindComment
  return {
    ...found,
    ending: isCommented ? 'comment' : found.ending,
    level: Math.max(found.level, tokens.strongest),
    shape: found.shape ?? (isComment ? 'comment' : null),
    remainder: isComment ? next.text.trim() : '',
    end: isComment ? next.end : (tokens.before?.end ?? next.start),
    isBlank: found.ending === 'open-string' && tokens.before?.text.trim() === '',
    isClosed: tokens.isAfter('semicolon'),
  }
}

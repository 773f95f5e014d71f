// A place in a text → the word that is being written there, and what the grammar lets stand in its stead.
import type { IToken } from 'chevrotain'
import type { Span } from '../diagnostic/diagnostic.ts'
import { contains, type Document } from './document.ts'
import { type Expected, GrammarStates, type States } from './grammar-states.ts'

export interface Cursor {
  /** What was written of the word, with its `?`, `$` or backquote. */
  readonly word: string
  readonly span: Span
  /** Of the list, macro, field or rule that the place is in, up to it. */
  readonly before: readonly IToken[]
  readonly expected: readonly Expected[]
}

/** Null inside a comment or a text. */
export function cursorAt(document: Document, offset: number): Cursor | null {
  if (document.comments().some((comment) => isWithin(comment, offset))) return null
  const touched = document.tokens().find((token) => contains({ start: token.startOffset, end: endOf(token) }, offset))
  if (touched && isInText(touched, offset)) return null
  const word = /[?$`]?[\w@.]*$/.exec(document.text.slice(lineStart(document.text, offset), offset))![0]
  const start = offset - word.length
  const before = declarationBefore(document.tokens().filter((token) => endOf(token) <= start))
  return { word, span: { start, end: offset }, before, expected: expectedAfter(before) }
}

/** At the end of a line comment one is still in it; a block comment ends with its sign. */
const isWithin = (comment: IToken, offset: number): boolean =>
  comment.startOffset < offset && offset < endOf(comment) + (comment.image.startsWith('//') ? 1 : 0)

const endOf = (token: IToken): number => (token.endOffset ?? token.startOffset) + 1

/** Between its quotes. A text that is not closed goes on behind its last character. */
export const isInText = (token: IToken, offset: number): boolean =>
  texts.has(token.tokenType.name) &&
  token.startOffset < offset &&
  offset < endOf(token) + (token.tokenType.name === 'OpenText' ? 1 : 0)

const texts = new Set(['Text', 'RawString', 'OpenText', 'SingleQuoted'])

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

const declarations = new Set(['List', 'Macro', 'Field', 'Rule'])

/** From the last declaration on that begins outside of braces: what stood before it has no say. */
function declarationBefore(tokens: readonly IToken[]): readonly IToken[] {
  let depth = 0
  let start = 0
  for (const [i, { image, tokenType }] of tokens.entries()) {
    if (image === '{') depth++
    else if (image === '}') depth = Math.max(0, depth - 1)
    else if (depth === 0 && declarations.has(tokenType.name)) start = i
  }
  return tokens.slice(start)
}

const entries = new Set(
  'Title Level Risk Status Attack Cwe Wstg References Author About Advice False_positives Detect Except Incident Suppress Respond Evidence Test'.split(
    ' ',
  ),
)

let grammar: GrammarStates | undefined

/** Where the text before has a mistake, reading goes on at the next part of the rule. */
function expectedAfter(tokens: readonly IToken[]): readonly Expected[] {
  grammar ??= new GrammarStates()
  let states: States = grammar.start('ruleFile')
  let inRule: States = []
  let depth = 0
  for (const token of tokens) {
    if (token.image === '{') depth++
    else if (token.image === '}') depth--
    const next = grammar.after(states, token)
    const isEntry = next.length === 0 && depth === 1 && entries.has(token.tokenType.name)
    states = isEntry ? grammar.after(inRule, token) : next
    if (token.image === '{' && depth === 1) inRule = states
  }
  return grammar.expected(states)
}

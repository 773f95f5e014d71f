// What the lexer and the parser stumbled over → diagnostics.
import type { ILexingError, IRecognitionException, IToken } from 'chevrotain'
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import { isEnd, spanOfToken } from './cst.ts'
import { asksForValue, elsewhere, goesOn, keywordHelp, statisticHelp } from './words.ts'

export const unknownCharacters = (errors: readonly ILexingError[], text: string): Diagnostic[] =>
  errors.map(({ offset, length }) => {
    const found = text.slice(offset, offset + length)
    return {
      code: 'R101',
      message: 'this is no part of the language',
      primary: { span: { start: offset, end: offset + length }, message: 'not understood' },
      help: found.startsWith('&') ? 'Conditions are joined by `and`.' : signsHelp,
    }
  })

const signsHelp = 'Texts stand in double quotes; comments begin with // or stand between /* and */.'

/** What only follows from a character that was not understood just before it is not said again. */
export function withoutConsequences(problems: readonly Diagnostic[], errors: readonly ILexingError[], text: string) {
  const ends = new Set(errors.map(({ offset, length }) => text.slice(offset + length).search(/\S|$/) + offset + length))
  return problems.filter(({ primary }) => !ends.has(primary.span.start))
}

export function syntaxProblems(errors: readonly IRecognitionException[], tokens: readonly IToken[]): Diagnostic[] {
  if (errors.length === 0) return []
  const positions = new Map(tokens.map((token, i) => [token.startOffset, i]))
  const found: Diagnostic[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const error of errors) {
    const at = isEnd(error.token) ? tokens.length : (positions.get(error.token.startOffset) ?? tokens.length)
    // What the parser stumbles over before it has found its feet again is the same mistake.
    if (at - last >= sureAfter || at < last) found.push(unexpected(error, tokens, at))
    last = at
  }
  return found
}

/** As many tokens that fit, and the text is read as it is meant. */
const sureAfter = 3

function unexpected(
  { token, message, context }: IRecognitionException,
  tokens: readonly IToken[],
  at: number,
): Diagnostic {
  const [beforeThat, previous, next] = [tokens[at - 2], tokens[at - 1], tokens[at + 1]]
  const word = [token, previous, token.image === '|' ? next : undefined].find(
    (candidate) => candidate && elsewhere(candidate.image) !== null,
  )
  if (word) return notInLanguage(word)
  if (previous && beforeThat && asksForValue(beforeThat) && goesOn(previous)) return missingBefore(previous, beforeThat)
  const isBetweenParts = context.ruleStack.at(-1) === 'rule' && message.startsWith('expected `}`') && !isEnd(token)
  const help = keywordHelp(token, previous, context.ruleStack)
  return {
    code: 'R101',
    message: isBetweenParts ? `\`${token.image}\` begins no part of a rule, nor goes on with the one before` : message,
    primary: { span: placeOf(token, previous), message: 'here' },
    ...(help !== null && { help }),
  }
}

/** A word with which a query goes on was taken for what the sign before it asks for. */
const missingBefore = (word: IToken, sign: IToken): Diagnostic => ({
  code: 'R101',
  message: `expected a value, found \`${word.image}\``,
  primary: { span: spanOfToken(word), message: 'here' },
  ...(sign.image === ',' && { help: 'A comma stands between two, and not behind the last.' }),
  ...(sign.image === '=' && { help: statisticHelp }),
})

const notInLanguage = (word: IToken): Diagnostic => ({
  code: 'R104',
  message: `\`${word.image}\` is not part of the language`,
  primary: { span: spanOfToken(word), message: 'not known here' },
  help: elsewhere(word.image)!,
})

/** The end of input has no offset: what is missing there is missing after the last token. */
function placeOf(token: IToken, previous: IToken | undefined): Span {
  if (!isEnd(token)) return spanOfToken(token)
  const end = previous ? spanOfToken(previous).end : 0
  return { start: end, end }
}

const opening = new Set(['(', '[', '{'])
const closing = new Set([')', ']', '}'])
const chaining = new Set(['not', '-', '+', '*', '/', '%'])

/** Of all that is looked for: `and`, `not`. */
const longestSign = 3

/** Deeper than any rule needs; what reads a rule calls itself for each level. */
const deepest = 50
/** As many signs without a word between them that ends the chain. */
const longest = 200

/** The place where a text is nested so deeply that it is not read at all; null where it is not. */
export function tooDeep(tokens: readonly IToken[]): Diagnostic | null {
  let depth = 0
  let chain = 0
  for (const token of tokens) {
    if (token.image.length > longestSign) continue
    if (opening.has(token.image)) depth++
    else if (closing.has(token.image)) depth = Math.max(0, depth - 1)
    if (chaining.has(token.image)) chain++
    else if (token.image === 'and' || token.image === 'or' || token.image === '{' || token.image === '}') chain = 0
    if (depth <= deepest && chain <= longest) continue
    return {
      code: 'R105',
      message: `this is nested more than ${depth > deepest ? deepest : longest} deep`,
      primary: { span: spanOfToken(token), message: 'too deep' },
      help: 'A part of it can be a `macro`.',
    }
  }
  return null
}

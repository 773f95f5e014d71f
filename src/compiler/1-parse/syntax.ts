// What the lexer and the parser stumbled over → diagnostics.
import { EOF, type ILexingError, type IRecognitionException, type IToken } from 'chevrotain'
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import { isEnd, spanOfToken } from './cst.ts'
import { elsewhere, keywordHelp } from './words.ts'

/** Every syntax problem; `length` is where the text ends. */
export function syntaxProblems(
  lexing: readonly ILexingError[],
  parsing: readonly IRecognitionException[],
  length: number,
): Diagnostic[] {
  return [...lexing.map(unknownCharacter), ...parsing.map((error) => unexpected(error, length))]
}

function unknownCharacter({ offset, length }: ILexingError): Diagnostic {
  return {
    code: 'R101',
    message: 'this is no part of the language',
    primary: { span: { start: offset, end: offset + length }, message: 'not understood' },
    help: 'Texts stand in double quotes; comments begin with // or stand between /* and */.',
  }
}

function unexpected(error: IRecognitionException, length: number): Diagnostic {
  const { token } = error
  const previousToken = previousOf(error)
  const word = elsewhere(token.image) ? token : previousToken && elsewhere(previousToken.image) ? previousToken : null
  if (word) return notInLanguage(word, elsewhere(word.image)!)
  const help = keywordHelp(token, error.context.ruleStack, error.message)
  return {
    code: 'R101',
    message: error.message,
    primary: { span: placeOf(token, previousToken, length), message: 'here' },
    ...(help !== null && { help }),
  }
}

const previousOf = (error: IRecognitionException): IToken | undefined =>
  'previousToken' in error ? (error.previousToken as IToken) : undefined

const notInLanguage = (word: IToken, help: string): Diagnostic => ({
  code: 'R104',
  message: `\`${word.image}\` is not part of the language`,
  primary: { span: spanOfToken(word), message: 'not part of the language' },
  help,
})

/** The end of input has no offset: what is missing there is missing after the last token. */
function placeOf(token: IToken, previous: IToken | undefined, length: number): Span {
  if (!isEnd(token) && token.tokenType !== EOF) return spanOfToken(token)
  const end = previous && !Number.isNaN(previous.startOffset) ? spanOfToken(previous).end : length
  return { start: Math.min(end, length), end: Math.min(end, length) }
}

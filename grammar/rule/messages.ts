// What the parser expected and what it found → the sentence that a person reads.
import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain'

export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) => `expected ${labelOf(expected)}, found ${found(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `${found(firstRedundant)} does not belong here`,
  buildNoViableAltMessage: ({ actual, expectedPathsPerAlt, customUserDescription }) =>
    customUserDescription ?? `expected ${oneOf(firsts(expectedPathsPerAlt.flat()))}, found ${found(actual[0]!)}`,
  buildEarlyExitMessage: ({ actual, expectedIterationPaths }) =>
    `expected ${oneOf(firsts(expectedIterationPaths))}, found ${found(actual[0]!)}`,
}

const firsts = (paths: readonly TokenType[][]): string[] => [
  ...new Set(paths.flatMap((path) => (path[0] ? [labelOf(path[0])] : []))),
]

const labelOf = (type: TokenType): string => {
  const label = type.LABEL ?? type.name
  return label.includes(' ') ? label : `\`${label}\``
}

const found = (token: IToken): string => (token.tokenType === EOF ? 'the end' : `\`${cut(token.image)}\``)

const cut = (image: string): string => {
  const line = image.split('\n')[0]!
  return line.length > 30 ? `${line.slice(0, 29)}…` : line
}

/** At most this many are named; more would be a list that nobody reads. */
const most = 8

function oneOf(labels: readonly string[]): string {
  // Whatever an expression can begin with is told in one word.
  if (labels.includes('`true`')) return labels.includes('`not`') ? 'a condition' : 'a value'
  if (labels.length > most) return `${labels.slice(0, most).join(', ')} …`
  if (labels.length === 1) return labels[0]!
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`
}

// Words that people bring from other languages, and misspelt keywords → what to write here.
import type { IToken } from 'chevrotain'
import { nearest } from '../../diagnostic/nearest.ts'

// biome-ignore format: table
const alternatives: Readonly<Record<string, string>> = {
  join:         'Events of one key in order are a `sequence by … with maxspan=…`.',
  filter:       'A further condition belongs to the `where` of the query.',
  unique:       '`stats n = count_distinct(field) over …` counts different values; `suppress SPAN by field` raises one incident for each.',
  unique_count: '`stats n = count_distinct(field) over …` counts different values.',
  sort:         'Events come in the order of their time.',
  fork:         'A step keeps its newest event only.',
  anomaly:      'Compare a field with a limit of your own.',
}

/** What to write instead of a word that other languages, or a later version, know. */
export const elsewhere = (word: string): string | null =>
  Object.hasOwn(alternatives, word) ? alternatives[word]! : null

// biome-ignore format: table
const shapes: Readonly<Record<string, string>> = {
  conversation: 'A conversation is `conversation by websocket.connection.id { login -> talk* -> bye }`.',
  respond:      'Requests and answers are `respond to [request] by websocket.connection.id, rpc.id within 5s`.',
}

/** How a query goes on that begins with this word, where it was taken for a category; null for others. */
export const shapeHelp = (word: string): string | null => (Object.hasOwn(shapes, word) ? shapes[word]! : null)

// biome-ignore format: table
const parts = [
  'title', 'level', 'risk', 'status', 'attack', 'cwe', 'wstg', 'references', 'author', 'about', 'advice',
  'false_positives', 'detect', 'except', 'incident', 'suppress', 'respond', 'evidence', 'test',
]
const declarations = ['list', 'macro', 'field', 'rule']

// biome-ignore format: table
const goingOn = ['where', 'and', 'or', 'not', 'in', 'by', 'over', 'keep', 'with', 'within', 'until', 'stats', 'reason', 'owner']

const continuing: ReadonlySet<string> = new Set([...goingOn, ...parts])

/** Whether a rule goes on with this word: it is hardly meant as the name that it could be as well. */
export const goesOn = ({ image }: IToken): boolean => continuing.has(image)

const comparators = new Set(['==', '!=', '<', '<=', '>', '>='])
/** Whether a sign is nothing without what stands behind it. */
export const asksForValue = ({ image }: IToken): boolean => image === ',' || image === '=' || comparators.has(image)

const arithmetic = new Set(['+', '-', '*', '/', '%'])
const patternOperators = new Set([':', 'like', 'like~', 'regex', 'regex~'])

export const statisticHelp = 'A statistic is a call: `n = count()`.'

const anyElement =
  'Elements of an array have no numbers: a comparison holds if it does for any of them, and several conditions on one of them are `arraySearch(array, x, x.a == 1 and x.b == 2)`.'

/** Help where a word stands that begins nothing there, or where a sign of another language does. */
export function keywordHelp(token: IToken, previous: IToken | undefined, ruleStack: readonly string[]): string | null {
  if (token.image === '=') return 'Equality is `==`.'
  const shape = previous && shapeHelp(previous.image)
  if (shape) return shape
  if (previous?.image === 'not' && (patternOperators.has(token.image) || comparators.has(token.image)))
    return `\`not\` stands before the whole: \`not field ${token.image} …\`.`
  if (comparators.has(token.image)) return 'Comparisons do not chain: write `1 < a and a < 5`.'
  if (ruleStack.at(-1) === 'aggregate') return statisticHelp
  if (arithmetic.has(token.image) && previous?.image === ')')
    return 'A statistic is one call. What is computed of it stands in the condition behind: `stats n = count() … | where n / 10 > 5`.'
  if (token.image === 'runs' || token.image === 'maxspan') return `It is \`with ${token.image}=…\`.`
  if (token.image === '[' && previous?.tokenType.name === 'Name') return anyElement
  if (token.image === 'by' && previous?.tokenType.name === 'Span')
    return 'Keys stand before the spans: `by source.ip with maxspan=5m`, `by source.ip over 60s`.'
  if (token.image === '|')
    return 'Alternatives are joined by `or`; what follows a `|` is `stats`, `first_seen`, `where`, `head` or `tail`.'
  if (token.tokenType.name !== 'Name') return null
  const words = wordsAt(ruleStack.at(-1))
  if (words.length === 0) return null
  const near = nearest(token.image, words)
  return near ? `Did you mean \`${near}\`?` : `Here may stand ${words.slice(0, parts.length).join(', ')}.`
}

function wordsAt(innermost: string | undefined): readonly string[] {
  if (innermost === 'rule' || innermost === 'entry') return [...parts, ...goingOn]
  return innermost === 'ruleFile' ? declarations : []
}

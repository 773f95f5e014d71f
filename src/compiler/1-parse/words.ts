// Words that people bring from other languages, and misspelt keywords → what to write here.
import type { IToken } from 'chevrotain'
import { nearest } from '../../diagnostic/nearest.ts'

// biome-ignore format: table
const alternatives: Readonly<Record<string, string>> = {
  sample:       'For several events in any order write one `sequence` for each order, or count them: `| stats a = count() where …, b = count() where … by … over 10m | where a > 0 and b > 0`.',
  join:         'Events of one key in order are a `sequence by … with maxspan=…`.',
  conversation: 'Name what must not happen as a `sequence by websocket.connection.id with maxspan=…`.',
  first_seen:   'Compare with a list instead: `not user.name in $known`.',
  session:      'A window is `over 5m`, which slides, or `over tumbling 5m`.',
  connection:   'Group by websocket.connection.id and give a span: `by websocket.connection.id over 1h`.',
  percentile:   'The aggregates are count, sum, avg, min, max, count_distinct, values, first and last.',
  median:       'The aggregates are count, sum, avg, min, max, count_distinct, values, first and last.',
  stddev:       'The aggregates are count, sum, avg, min, max, count_distinct, values, first and last.',
  rate:         'Divide a count by its window: `n = count() over 10s | where n / 10 > 5`.',
  head:         'A rule judges every event, and `stats … over` counts them.',
  tail:         'A rule judges every event, and `stats … over` counts them.',
  filter:       'A further condition belongs to the `where` of the query.',
  unique:       '`stats n = count_distinct(field) over …` counts different values; `suppress SPAN by field` raises one incident for each.',
  unique_count: '`stats n = count_distinct(field) over …` counts different values.',
  sort:         'Events come in the order of their time.',
  fork:         'A step keeps its newest event only.',
  of:           'Write one sequence for each order.',
  anomaly:      'Compare a field with a limit of your own.',
  respond:      'A missing answer is an absence: `[message where …] ![message where …] within 5s`.',
}

/** What to write instead of a word that other languages, or a later version, know. */
export const elsewhere = (word: string): string | null =>
  Object.hasOwn(alternatives, word) ? alternatives[word]! : null

// biome-ignore format: table
const parts = [
  'title', 'level', 'risk', 'status', 'attack', 'cwe', 'wstg', 'references', 'author', 'about', 'advice',
  'false_positives', 'detect', 'except', 'incident', 'suppress', 'respond', 'evidence', 'test',
]
const declarations = ['list', 'macro', 'field', 'rule']

// biome-ignore format: table
const goingOn = ['where', 'and', 'or', 'not', 'in', 'by', 'over', 'keep', 'with', 'within', 'until', 'stats', 'reason', 'owner']

/** Help where a word stands that begins nothing there, or where a sign of another language does. */
export function keywordHelp(token: IToken, ruleStack: readonly string[]): string | null {
  if (token.image === '=') return 'Equality is `==`.'
  if (token.image === '|') return 'Alternatives are joined by `or`; what follows a `|` is `stats` or `where`.'
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

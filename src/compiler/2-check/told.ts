// What an incident tells besides the fields of its events, by the shape of its query.
import type { Query } from '../ast.ts'

/** The way that a conversation took, the steps that could have followed, and those that the event fits. */
const conversationValues = ['path', 'expected', 'found']

/** What is wrong, and how long the answer took. */
const exchangeValues = ['fault', 'took_ms']

/** Names that stand for no field and no statistic. */
export function toldBy(query: Query): readonly string[] {
  if (query.kind === 'conversation') return conversationValues
  return query.kind === 'exchange' ? exchangeValues : []
}

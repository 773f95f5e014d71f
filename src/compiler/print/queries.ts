// A query → its canonical lines.
import type { EventQuery, Expression, Query } from '../ast.ts'
import { conversation, exchange } from './conversations.ts'
import { keyName } from './expressions.ts'
import { wordOrText } from './literals.ts'
import { type Around, condition } from './pieces.ts'
import { sample, sequence } from './sequences.ts'
import { firstSeen, statistics } from './statistics.ts'
import type { Writer } from './writer.ts'

export function query(node: Query, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'event':
      events(node, indent, { before: '' }, writer)
      return
    case 'stats':
      statistics(node, indent, writer)
      return
    case 'first_seen':
      firstSeen(node, indent, writer)
      return
    case 'sequence':
      sequence(node, indent, writer)
      return
    case 'sample':
      sample(node, indent, writer)
      return
    case 'conversation':
      conversation(node, indent, writer)
      return
    case 'exchange':
      exchange(node, indent, writer)
      return
    case 'limit':
      query(node.query, indent, writer)
      for (const { kind, count, span } of node.cuts) writer.item(span, indent, [`| ${kind} ${count.value}`])
  }
}

/** A category and the condition on it. */
export function events(
  node: EventQuery,
  indent: string,
  { before, after = '', span = node.span }: Around,
  writer: Writer,
): void {
  const word = `${before}${wordOrText(node.category)}`
  if (node.condition) condition(node.condition, indent, { before: `${word} where `, after, span }, writer)
  else writer.item(span, indent, [word + after])
}

/** ` by …`, or nothing. */
export const keys = (by: readonly Expression[]): string => (by.length > 0 ? ` by ${by.map(keyName).join(', ')}` : '')

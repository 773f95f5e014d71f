// A query → its canonical lines.
import type { EventQuery, Expression, Query } from '../ast.ts'
import { conversation, exchange } from './conversations.ts'
import { expression, junctionParts, keyName } from './expressions.ts'
import { wordOrText } from './literals.ts'
import { sample, sequence } from './sequences.ts'
import { firstSeen, statistics } from './statistics.ts'
import type { Writer } from './writer.ts'

/** A line is broken at its `and`s or `or`s where it would be longer. */
export const width = 110

export function query(node: Query, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'event':
      writer.item(node.span, indent, events(node, indent))
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

export function events({ category, condition: wanted }: EventQuery, indent: string): string[] {
  const word = wordOrText(category)
  return wanted ? condition(`${word} where `, wanted, indent) : [word]
}

/** One line, or one for each part of an `and` or `or` that would make it too long. */
export function condition(before: string, node: Expression, indent: string): string[] {
  const line = before + expression(node)
  if (indent.length + line.length <= width || (node.kind !== 'and' && node.kind !== 'or')) return [line]
  return junctionParts(node).map((part, i) => (i === 0 ? before + part : `  ${node.kind} ${part}`))
}

/** ` by …`, or nothing. */
export const keys = (by: readonly Expression[]): string => (by.length > 0 ? ` by ${by.map(keyName).join(', ')}` : '')

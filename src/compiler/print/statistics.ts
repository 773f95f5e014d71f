// Statistics over events → their canonical lines.
import type { Aggregate, FirstSeenQuery, StatsQuery, StatsStage, Window } from '../ast.ts'
import { expression, keyName } from './expressions.ts'
import { duration, fieldName } from './literals.ts'
import { condition, events, keys } from './queries.ts'
import type { Writer } from './writer.ts'

/** Aggregates read well side by side, so that their line may be somewhat longer. */
const statsWidth = 140

export function statistics(node: StatsQuery, indent: string, writer: Writer): void {
  writer.item(node.source.span, indent, events(node.source, indent))
  for (const part of [node, ...node.next]) stage(part, indent, writer)
}

function stage(node: StatsStage, indent: string, writer: Writer): void {
  const opening = node.aggregates[0]?.span ?? node.span
  const last = node.having?.span.start ?? node.window?.span.end ?? node.by.at(-1)?.span.end ?? node.span.end
  writer.item({ start: opening.start, end: Math.max(opening.start, last) }, indent, stats(node, indent))
  if (node.having) writer.item(node.having.span, indent, condition('| where ', node.having, indent))
}

/** One line, or one for each aggregate and one for the keys and the window. */
function stats({ aggregates, by, window }: StatsStage, indent: string): string[] {
  const printed = aggregates.map(aggregate)
  const rest = `${keys(by)}${window ? over(window) : ''}`
  const line = `| stats ${printed.join(', ')}${rest}`
  if (indent.length + line.length <= statsWidth) return [line]
  const separated = printed.map((part, i) => (i < printed.length - 1 ? `${part},` : part))
  return ['| stats', ...separated.map((part) => `    ${part}`), ...(rest === '' ? [] : [`   ${rest}`])]
}

function over({ kind, duration: length, keep }: Window): string {
  const word = kind === 'sliding' ? '' : ` ${kind}`
  return ` over${word}${length ? ` ${duration(length)}` : ''}${keep ? ` keep ${keep}` : ''}`
}

function aggregate({ name, function: called, arguments: values, where }: Aggregate): string {
  const condition = where ? ` where ${expression(where)}` : ''
  const named = name.text === called.text ? '' : `${fieldName(name.text)} = `
  return `${named}${called.text}(${values.map(expression).join(', ')})${condition}`
}

export function firstSeen(node: FirstSeenQuery, indent: string, writer: Writer): void {
  writer.item(node.source.span, indent, events(node.source, indent))
  const values = node.values.map(keyName).join(', ')
  const start = node.values[0]?.span.start ?? node.span.start
  const line = `| first_seen ${values}${keys(node.by)} over ${duration(node.duration)}`
  writer.item({ start, end: Math.max(start, node.span.end) }, indent, [line])
}

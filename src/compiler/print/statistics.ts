// Statistics over events → their canonical lines.
import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Aggregate, FirstSeenQuery, StatsQuery, StatsStage, Window } from '../ast.ts'
import { expression, keyName } from './expressions.ts'
import { duration, fieldName } from './literals.ts'
import { condition, pieces } from './pieces.ts'
import { events, keys } from './queries.ts'
import type { Writer } from './writer.ts'

/** Aggregates read well side by side, so that their line may be somewhat longer. */
const statsWidth = 140

export function statistics(node: StatsQuery, indent: string, writer: Writer): void {
  events(node.source, indent, { before: '' }, writer)
  for (const part of [node, ...node.next]) stage(part, indent, writer)
}

function stage(node: StatsStage, indent: string, writer: Writer): void {
  const opening = node.aggregates[0]?.span ?? node.span
  const last = node.having?.span.start ?? node.window?.span.end ?? node.by.at(-1)?.span.end ?? node.span.end
  stats(node, { start: opening.start, end: Math.max(opening.start, last) }, indent, writer)
  if (node.having) condition(node.having, indent, { before: '| where ' }, writer)
}

/** One line, or one for each aggregate and one for the keys and the window. */
function stats({ aggregates, by, window }: StatsStage, span: Span, indent: string, writer: Writer): void {
  const printed = aggregates.map(aggregate)
  const rest = `${keys(by)}${window ? over(window) : ''}`
  const line = `| stats ${printed.join(', ')}${rest}`
  const last = aggregates.length - 1
  const parts = aggregates.map((part, i) => ({ span: part.span, line: `    ${printed[i]}${i < last ? ',' : ''}` }))
  const behind = { start: by[0]?.span.start ?? window?.span.start ?? span.end, end: span.end }
  const all = [
    { span: { start: span.start, end: span.start }, line: '| stats' },
    ...parts,
    ...(rest === '' ? [] : [{ span: behind, line: `   ${rest}` }]),
  ]
  pieces(span, indent, indent.length + line.length <= statsWidth ? line : null, all, writer)
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
  events(node.source, indent, { before: '' }, writer)
  const values = node.values.map(keyName).join(', ')
  const start = node.values[0]?.span.start ?? node.span.start
  const line = `| first_seen ${values}${keys(node.by)} over ${duration(node.duration)}`
  writer.item({ start, end: Math.max(start, node.span.end) }, indent, [line])
}

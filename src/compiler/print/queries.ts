// A query → its canonical lines.
import type { Aggregate, EventQuery, Expression, FieldReference, Query, Step } from '../ast.ts'
import { expression, junctionParts, reference } from './expressions.ts'
import { duration, fieldName, wordOrText } from './literals.ts'
import type { Writer } from './writer.ts'

/** A line is broken at its `and`s or `or`s where it would be longer. */
export const width = 110
/** Aggregates read well side by side, so that their line may be somewhat longer. */
const statsWidth = 140

export function query(node: Query, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'event':
      writer.item(node.span, indent, events(node, indent))
      return
    case 'stats': {
      writer.item(node.source.span, indent, events(node.source, indent))
      const opening = node.aggregates[0]?.span ?? node.span
      const last = node.having?.span.start ?? node.span.end
      writer.item({ start: opening.start, end: last }, indent, stats(node, indent))
      if (node.having) writer.item(node.having.span, indent, condition('| where ', node.having, indent))
      return
    }
    case 'sequence':
      sequence(node, indent, writer)
  }
}

function events({ category, condition: wanted }: EventQuery, indent: string): string[] {
  const word = wordOrText(category)
  return wanted ? condition(`${word} where `, wanted, indent) : [word]
}

/** One line, or one for each part of an `and` or `or` that would make it too long. */
export function condition(before: string, node: Expression, indent: string): string[] {
  const line = before + expression(node)
  if (indent.length + line.length <= width || (node.kind !== 'and' && node.kind !== 'or')) return [line]
  return junctionParts(node).map((part, i) => (i === 0 ? before + part : `  ${node.kind} ${part}`))
}

/** One line, or one for each aggregate and one for the keys and the window. */
function stats({ aggregates, by, window }: Extract<Query, { kind: 'stats' }>, indent: string): string[] {
  const over = window ? ` over ${window.kind === 'tumbling' ? 'tumbling ' : ''}${duration(window.duration)}` : ''
  const keep = window?.keep ? ' keep window' : ''
  const printed = aggregates.map(aggregate)
  const rest = `${keys(by)}${over}${keep}`
  const line = `| stats ${printed.join(', ')}${rest}`
  if (indent.length + line.length <= statsWidth) return [line]
  const separated = printed.map((part, i) => (i < printed.length - 1 ? `${part},` : part))
  return ['| stats', ...separated.map((part) => `    ${part}`), ...(rest === '' ? [] : [`   ${rest}`])]
}

const aggregate = ({ name, function: called, argument, where }: Aggregate): string => {
  const condition = where ? ` where ${expression(where)}` : ''
  return `${fieldName(name.text)} = ${called.text}(${argument ? expression(argument) : ''})${condition}`
}

const keys = (by: readonly FieldReference[]): string => (by.length > 0 ? ` by ${by.map(reference).join(', ')}` : '')

function sequence(node: Extract<Query, { kind: 'sequence' }>, indent: string, writer: Writer): void {
  const maxspan = node.maxspan ? ` with maxspan=${duration(node.maxspan)}` : ''
  const start = { start: node.span.start, end: node.maxspan?.span.end ?? node.by.at(-1)?.span.end ?? node.span.start }
  writer.item(start, indent, [`sequence${keys(node.by)}${maxspan}`])
  for (const part of node.steps) writer.item(part.span, `${indent}  `, step(part, indent))
  if (!node.until) return
  const [first, ...rest] = step(node.until, indent)
  writer.item(node.until.span, indent, [`until ${first}`, ...rest])
}

function step(node: Step, indent: string): string[] {
  const name = node.name ? `step ${node.name.text} = ` : ''
  const runs = node.runs ? ` with runs=${node.runs.value}` : ''
  const within = node.within ? ` within ${duration(node.within)}` : ''
  const lines = events(node.events, `${indent}    `)
  lines[0] = `${name}${node.absent ? '!' : ''}[${lines[0]}`
  lines[lines.length - 1] += `]${keys(node.by)}${runs}${within}`
  return lines
}

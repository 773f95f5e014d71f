// A sequence or sample → its canonical lines.
import type { SampleQuery, SequenceQuery, Step } from '../ast.ts'
import { duration } from './literals.ts'
import { events, keys } from './queries.ts'
import type { Writer } from './writer.ts'

export function sequence(node: SequenceQuery, indent: string, writer: Writer): void {
  opening(node, '', indent, writer)
  for (const part of node.steps) writer.item(part.span, `${indent}  `, step(part, indent))
  if (!node.until) return
  const [first, ...rest] = step(node.until, indent)
  writer.item(node.until.span, indent, [`until ${first}`, ...rest])
}

export function sample(node: SampleQuery, indent: string, writer: Writer): void {
  opening(node, node.atLeast ? ` ${node.atLeast.value} of {` : '', indent, writer)
  for (const part of node.steps) writer.item(part.span, `${indent}  `, step(part, indent))
  if (node.atLeast) writer.item({ start: node.span.end, end: node.span.end }, indent, ['}'])
}

function opening(node: SequenceQuery | SampleQuery, rest: string, indent: string, writer: Writer): void {
  const maxspan = node.maxspan ? ` with maxspan=${duration(node.maxspan)}` : ''
  const atLeast = node.kind === 'sample' ? node.atLeast : null
  const end = (atLeast ?? node.maxspan ?? node.by.at(-1))?.span.end ?? node.span.start
  writer.item({ start: node.span.start, end }, indent, [`${node.kind}${keys(node.by)}${maxspan}${rest}`])
}

export function step(node: Step, indent: string): string[] {
  const name = node.name ? `step ${node.name.text} = ` : ''
  const runs = node.runs ? ` with runs=${node.runs.value}` : ''
  const within = node.within ? ` within ${duration(node.within)}` : ''
  const lines = events(node.events, `${indent}    `)
  lines[0] = `${name}${node.absent ? '!' : ''}[${lines[0]}`
  lines[lines.length - 1] += `]${keys(node.by)}${runs}${within}`
  return lines
}

// A sequence or sample → its canonical lines.
import type { SampleQuery, SequenceQuery, Step } from '../ast.ts'
import { duration } from './literals.ts'
import { events, keys } from './queries.ts'
import type { Writer } from './writer.ts'

export function sequence(node: SequenceQuery, indent: string, writer: Writer): void {
  opening(node, '', indent, writer)
  for (const part of node.steps) step(part, '', `${indent}  `, writer)
  if (node.until) step(node.until, 'until ', indent, writer)
}

export function sample(node: SampleQuery, indent: string, writer: Writer): void {
  opening(node, node.atLeast ? ` ${node.atLeast.value} of {` : '', indent, writer)
  for (const part of node.steps) step(part, '', `${indent}  `, writer)
  if (node.atLeast) writer.item({ start: node.span.end, end: node.span.end }, indent, ['}'])
}

function opening(node: SequenceQuery | SampleQuery, rest: string, indent: string, writer: Writer): void {
  const maxspan = node.maxspan ? ` with maxspan=${duration(node.maxspan)}` : ''
  const atLeast = node.kind === 'sample' ? node.atLeast : null
  const end = (atLeast ?? node.maxspan ?? node.by.at(-1))?.span.end ?? node.span.start
  writer.item({ start: node.span.start, end }, indent, [`${node.kind}${keys(node.by)}${maxspan}${rest}`])
}

/** A step, with the word that stands before it. */
export function step(node: Step, word: string, indent: string, writer: Writer): void {
  const name = node.name ? `step ${node.name.text} = ` : ''
  const runs = node.runs ? ` with runs=${node.runs.value}` : ''
  const within = node.within ? ` within ${duration(node.within)}` : ''
  const before = `${word}${name}${node.absent ? '!' : ''}[`
  events(node.events, indent, { before, after: `]${keys(node.by)}${runs}${within}`, span: node.span }, writer)
}

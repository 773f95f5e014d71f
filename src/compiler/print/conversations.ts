// A conversation or an exchange → its canonical lines.
import type { ConversationQuery, ExchangeQuery, Flow } from '../ast.ts'
import { keys } from './queries.ts'
import { step } from './sequences.ts'
import type { Writer } from './writer.ts'

export function conversation(node: ConversationQuery, indent: string, writer: Writer): void {
  for (const part of node.steps) step(part, '', indent, writer)
  const line = `conversation${keys(node.by)} { ${flow(node.flow, 0)} }`
  writer.item({ start: node.by[0]?.span.start ?? node.flow.span.start, end: node.span.end }, indent, [line])
}

/** How tightly each kind binds; what binds less than its place asks for stands in parentheses. */
const bindings = { either: 0, chain: 1, repeat: 2, step: 3 } as const

export function flow(node: Flow, least: number): string {
  const printed = bare(node)
  return bindings[node.kind] < least ? `(${printed})` : printed
}

function bare(node: Flow): string {
  switch (node.kind) {
    case 'step':
      return node.name.text
    case 'repeat':
      return `${flow(node.part, bindings.step)}${node.times}`
    case 'chain':
      return node.parts.map((part) => flow(part, bindings.repeat)).join(' -> ')
    case 'either':
      return node.parts.map((part) => flow(part, bindings.chain)).join(' | ')
  }
}

export function exchange(node: ExchangeQuery, indent: string, writer: Writer): void {
  step(node.request, 'respond to ', indent, writer)
  if (node.answer) step(node.answer, 'with ', `${indent}  `, writer)
  if (node.when.length === 0) return
  const span = { start: node.when[0]!.span.start, end: node.span.end }
  writer.item(span, `${indent}  `, [`when ${node.when.map(({ text }) => text).join(', ')}`])
}

// A part of a rule → its canonical lines.
import type { Assignment, Entry, Expression, KeyName, Response, TestStep } from '../ast.ts'
import { expression } from './expressions.ts'
import { duration, fieldName, text, wordOrText } from './literals.ts'
import { condition, query, width } from './queries.ts'
import type { Writer } from './writer.ts'

export function entry(node: Entry, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'detect':
      writer.item({ start: node.span.start, end: node.span.start }, indent, ['detect'])
      query(node.query, `${indent}  `, writer)
      return
    case 'test':
      writer.item({ start: node.span.start, end: node.name.span.end }, indent, [`test ${text(node.name.value)} {`])
      for (const step of node.steps) writer.item(step.span, `${indent}  `, testStep(step))
      writer.before(node.span.end, `${indent}  `)
      writer.item({ start: node.span.end, end: node.span.end }, indent, ['}'])
      return
    case 'except':
      writer.item(node.span, indent, exception(node, indent))
      return
    default:
      writer.item(node.span, indent, [line(node)])
  }
}

function line(node: Exclude<Entry, { kind: 'detect' | 'test' | 'except' }>): string {
  switch (node.kind) {
    case 'text':
      return `${node.key} ${text(node.value.value)}`
    case 'texts':
      return `${node.key} ${node.values.map(({ value }) => text(value)).join(', ')}`
    case 'word':
      return `${node.key} ${node.value.text}`
    case 'codes':
      return `${node.key} ${node.values.map((code) => code.text).join(', ')}`
    case 'risk':
      return `risk ${node.value.value}`
    case 'incident':
      return `incident ${text(node.message.value)}`
    case 'suppress':
      return `suppress ${duration(node.duration)}${node.by.length > 0 ? ` by ${names(node.by)}` : ''}`
    case 'respond':
      return `respond ${node.responses.map(response).join(', ')}`
    case 'evidence':
      return `evidence { ${node.clauses.map(({ action, fields }) => `${action} ${names(fields)}`).join(' ')} }`
  }
}

const names = (all: readonly KeyName[]): string =>
  all.map(({ text: name, isComputed }) => (isComputed ? name : fieldName(name))).join(', ')

function response(node: Response): string {
  switch (node.kind) {
    case 'log':
      return 'log'
    case 'webhook':
      return `webhook ${wordOrText(node.name)}`
    case 'block':
      return `block ${duration(node.duration)}`
    case 'close':
      return node.code ? `close ${node.code.value}` : 'close'
  }
}

function exception(node: Extract<Entry, { kind: 'except' }>, indent: string): string[] {
  const lines = condition(`except ${node.step ? `${node.step.text} ` : ''}where `, node.condition, indent)
  const reason = node.reason ? ` reason ${text(node.reason.value)}` : ''
  const owner = node.owner ? ` owner ${text(node.owner.value)}` : ''
  const until = node.until ? ` until ${node.until.text}` : ''
  lines[lines.length - 1] += reason + owner + until
  return lines
}

function testStep(node: TestStep): string[] {
  switch (node.kind) {
    case 'wait':
      return [`wait ${duration(node.duration)}`]
    case 'expect': {
      if (node.count.value === 0 && node.fields.length === 0) return ['expect none']
      const count = `expect ${node.count.value} ${node.count.value === 1 ? 'incident' : 'incidents'}`
      return node.fields.length === 0 ? [count] : braced(count, node.fields)
    }
    case 'events': {
      const every = node.every ? ` every ${duration(node.every)}` : ''
      const repeat = node.repeat ? `repeat ${node.repeat.value}${every} ` : ''
      return braced(`${repeat}${node.category.text}`, node.fields)
    }
  }
}

function braced(before: string, fields: readonly Assignment[]): string[] {
  if (fields.length === 0) return [`${before} {}`]
  const printed = fields.map(assignment)
  const single = `${before} { ${printed.join(', ')} }`
  return single.length <= width - 4 ? [single] : [`${before} {`, ...printed.map((field) => `  ${field},`), '}']
}

const assignment = ({ field, value }: Assignment): string => `${fieldName(field.text)} = ${assigned(value)}`

const assigned = (value: Assignment['value']): string =>
  Array.isArray(value)
    ? `[${value.map((element: Expression) => expression(element)).join(', ')}]`
    : expression(value as Expression)

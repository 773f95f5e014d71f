// A part of a rule → its canonical lines.
import type { Assignment, Entry, Expression, KeyName, Response, TestStep } from '../ast.ts'
import { expression } from './expressions.ts'
import { duration, fieldName, text, wordOrText } from './literals.ts'
import { condition, enclosed, type Piece } from './pieces.ts'
import { query } from './queries.ts'
import type { Writer } from './writer.ts'

export function entry(node: Entry, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'detect':
      writer.item({ start: node.span.start, end: node.span.start }, indent, ['detect'])
      query(node.query, `${indent}  `, writer)
      return
    case 'test':
      writer.item({ start: node.span.start, end: node.name.span.end }, indent, [`test ${text(node.name.value)} {`])
      for (const step of node.steps) testStep(step, `${indent}  `, writer)
      writer.before(node.span.end, `${indent}  `)
      writer.item({ start: node.span.end, end: node.span.end }, indent, ['}'])
      return
    case 'except':
      exception(node, indent, writer)
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

function exception(node: Extract<Entry, { kind: 'except' }>, indent: string, writer: Writer): void {
  const before = `except ${node.step ? `${node.step.text} ` : ''}where `
  const reason = node.reason ? ` reason ${text(node.reason.value)}` : ''
  const owner = node.owner ? ` owner ${text(node.owner.value)}` : ''
  const until = node.until ? ` until ${node.until.text}` : ''
  condition(node.condition, indent, { before, after: reason + owner + until, span: node.span }, writer)
}

function testStep(node: TestStep, indent: string, writer: Writer): void {
  switch (node.kind) {
    case 'wait':
      writer.item(node.span, indent, [`wait ${duration(node.duration)}`])
      return
    case 'expect': {
      const { count, fields, span } = node
      const line = `expect ${count.value} ${count.value === 1 ? 'incident' : 'incidents'}`
      if (fields.length > 0) braced(node, { span: { start: span.start, end: count.span.end }, line }, indent, writer)
      else writer.item(span, indent, [count.value === 0 ? 'expect none' : line])
      return
    }
    case 'events': {
      const every = node.every ? ` every ${duration(node.every)}` : ''
      const repeat = node.repeat ? `repeat ${node.repeat.value}${every} ` : ''
      const { category, span } = node
      const before = { span: { start: span.start, end: category.span.end }, line: `${repeat}${category.text}` }
      braced(node, before, indent, writer)
    }
  }
}

function braced(
  { fields, span }: Exclude<TestStep, { kind: 'wait' }>,
  before: Piece,
  indent: string,
  writer: Writer,
): void {
  const parts = fields.map((field) => ({ span: field.span, line: assignment(field) }))
  enclosed(span, indent, { before, signs: ['{', '}'], parts, isTight: false }, writer)
}

const assignment = ({ field, value }: Assignment): string => `${fieldName(field.text)} = ${assigned(value)}`

const assigned = (value: Assignment['value']): string =>
  Array.isArray(value)
    ? `[${value.map((element: Expression) => expression(element)).join(', ')}]`
    : expression(value as Expression)

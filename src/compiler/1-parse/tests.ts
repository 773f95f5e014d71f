// Syntax tree of a rule's own test → AST.
import type { CstNode } from 'chevrotain'
import type { Assignment, Test, TestStep } from '../ast.ts'
import { firstNode, firstToken, has, node, nodes, spanOf, token } from './cst.ts'
import { present, text } from './entries.ts'
import { expression, fieldName, literal } from './expressions.ts'
import { nameOf, numeralOf, type Report } from './literals.ts'
import { duration } from './queries.ts'

/** `test`; null where it has no name. */
export function test(cst: CstNode, report: Report): Test | null {
  const name = text(node(cst, 'text'), report)
  const steps = present(nodes(cst, 'testStep'), (part) => step(part, report))
  return name && { kind: 'test', name, steps, span: spanOf(cst) }
}

function step(cst: CstNode, report: Report): TestStep | null {
  const inner = firstNode(cst)
  if (!inner) return null
  switch (inner.name) {
    case 'wait': {
      const found = duration(inner)
      return found && { kind: 'wait', duration: found, span: spanOf(inner) }
    }
    case 'expectation':
      return expectation(inner, report)
    default:
      return events(inner, report)
  }
}

function expectation(cst: CstNode, report: Report): TestStep | null {
  const span = spanOf(cst)
  const none = token(cst, 'None')
  if (none) return { kind: 'expect', count: { value: 0, span }, fields: [], span }
  const count = token(cst, 'Numeral')
  return count
    ? { kind: 'expect', count: numeralOf(count), fields: assignments(node(cst, 'assignments'), report), span }
    : null
}

function events(cst: CstNode, report: Report): TestStep | null {
  const repeat = token(cst, 'Numeral')
  const category = token(cst, 'Name')
  if (!category) return null
  return {
    kind: 'events',
    repeat: repeat ? numeralOf(repeat) : null,
    every: has(cst, 'Every') ? duration(cst) : null,
    category: nameOf(category),
    fields: assignments(node(cst, 'assignments'), report),
    span: spanOf(cst),
  }
}

const assignments = (cst: CstNode | undefined, report: Report): Assignment[] =>
  cst ? present(nodes(cst, 'assignment'), (part) => assignment(part, report)) : []

function assignment(cst: CstNode, report: Report): Assignment | null {
  const field = node(cst, 'fieldName')
  const single = node(cst, 'literal')
  const values = nodes(cst, 'expression')
  if (!field || !firstToken(field) || (!single && values.length === 0)) return null
  const { name, span } = fieldName(field)
  const elements = single ? [literal(single, report)] : values.map((part) => expression(part, report))
  return {
    field: { text: name, span },
    value: has(cst, 'OpenBracket') ? elements : elements[0]!,
    span: spanOf(cst),
  }
}

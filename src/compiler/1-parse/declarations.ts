// Syntax tree of a declaration → AST.
import type { CstNode } from 'chevrotain'
import type { Declaration, LimitDeclaration, ListDeclaration, MacroDeclaration } from '../ast.ts'
import { firstNode, firstToken, has, node, nodes, spanOf, token, tokens } from './cst.ts'
import { entry, present, text } from './entries.ts'
import { expression, fieldName, lengthLiteral, numberLiteral } from './expressions.ts'
import { nameOf, type Report } from './literals.ts'
import { events } from './queries.ts'

/** `declaration`; null where it has no name. `stumbles`: offsets at which the text could not be read. */
export function declaration(cst: CstNode, stumbles: readonly number[], report: Report): Declaration | null {
  const inner = firstNode(cst)
  switch (inner?.name) {
    case 'list':
      return list(inner, report)
    case 'macro':
      return macro(inner, report)
    case 'field':
      return field(inner)
    case 'limit':
      return limit(inner)
    case 'rule':
      return rule(inner, stumbles, report)
    default:
      return null
  }
}

function list(cst: CstNode, report: Report): ListDeclaration | null {
  const [name, type] = tokens(cst, 'Name').map(nameOf)
  const values = node(cst, 'listValues')
  const file = has(cst, 'File') ? text(node(cst, 'text'), report) : null
  if (!name || !type) return null
  const entries = values ? present(nodes(values, 'text'), (part) => text(part, report)) : null
  return { kind: 'list', name, type, entries, file, span: spanOf(cst) }
}

function macro(cst: CstNode, report: Report): MacroDeclaration | null {
  const name = tokens(cst, 'Name').map(nameOf)[0]
  const query = node(cst, 'filteredEvents')
  const condition = node(cst, 'expression')
  if (!name || !(query ?? condition)) return null
  const source = query && events(query, report)
  return {
    kind: 'macro',
    name,
    category: source ? source.category : null,
    condition: source?.condition ?? expression(condition, report),
    span: spanOf(cst),
  }
}

function field(cst: CstNode): Declaration | null {
  const name = node(cst, 'fieldName')
  const type = tokens(cst, 'Name').map(nameOf)[0]
  if (!name || !firstToken(name) || !type) return null
  const { name: text, span } = fieldName(name)
  return { kind: 'field', name: { text, span }, type, span: spanOf(cst) }
}

function limit(cst: CstNode): LimitDeclaration | null {
  const name = token(cst, 'Name')
  const [number, length] = [token(cst, 'Numeral'), token(cst, 'Span')]
  if (!name || !(number ?? length)) return null
  const value = number ? numberLiteral(number) : lengthLiteral(length!)
  return { kind: 'limit', name: nameOf(name), value, span: spanOf(cst) }
}

function rule(cst: CstNode, stumbles: readonly number[], report: Report): Declaration | null {
  const name = tokens(cst, 'Name').map(nameOf)[0]
  if (!name) return null
  const span = spanOf(cst)
  return {
    kind: 'rule',
    name,
    entries: present(nodes(cst, 'entry'), (part) => entry(part, report)),
    broken: stumbles.some((at) => at >= span.start && at <= span.end),
    span,
  }
}

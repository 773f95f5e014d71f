// An expression → its canonical text, with as few parentheses as keep its meaning.
import type { Expression, FieldReference } from '../ast.ts'
import { duration, fieldName, number, text } from './literals.ts'

/** How tightly each kind binds; what binds less than its place asks for stands in parentheses. */
const bindings = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, sign: 7, primary: 8 } as const

export const expression = (node: Expression): string => at(0, node)

/** A key as it is written, which is also its name: of `lower(user.name)` the text. */
export const keyName = (node: Expression): string => at(bindings.sum, node)

function at(least: number, node: Expression): string {
  const printed = bare(node)
  return binding(node) < least ? `(${printed})` : printed
}

function binding(node: Expression): number {
  switch (node.kind) {
    case 'or':
    case 'and':
    case 'not':
      return bindings[node.kind]
    case 'compare':
    case 'match':
    case 'in':
      return bindings.comparison
    case 'arithmetic':
      return node.operator === '+' || node.operator === '-' ? bindings.sum : bindings.product
    case 'negate':
      return bindings.sign
    case 'literal':
      return typeof node.value === 'number' && node.value < 0 ? bindings.sign : bindings.primary
    default:
      return bindings.primary
  }
}

function bare(node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return literal(node)
    case 'field':
      return reference(node)
    case 'or':
    case 'and':
      return junctionParts(node).join(` ${node.kind} `)
    case 'not':
      return `not ${at(bindings.not, node.value)}`
    case 'compare':
      return `${at(bindings.sum, node.left)} ${node.operator} ${at(bindings.sum, node.right)}`
    case 'match': {
      const [only] = node.patterns
      const isOne = node.patterns.length === 1 && only?.kind === 'literal'
      const patterns = isOne ? expression(only) : `(${list(node.patterns)})`
      return `${at(bindings.sum, node.value)} ${node.operator} ${patterns}`
    }
    case 'in': {
      const operator = `${node.negated ? 'not ' : ''}in${node.fold ? '~' : ''}`
      const members = node.list ? `$${node.list.text}` : `(${list(node.members ?? [])})`
      return `${at(bindings.sum, node.value)} ${operator} ${members}`
    }
    case 'arithmetic': {
      const own = binding(node)
      return `${at(own, node.left)} ${node.operator} ${at(own + 1, node.right)}`
    }
    case 'negate':
      return `-${at(bindings.sign, node.value)}`
    case 'call':
      return `${node.name.text}${node.fold ? '~' : ''}(${list(node.arguments)})`
    case 'unreadable':
      return 'null'
  }
}

/** The parts of an `and` or `or`, each as it stands between the words. */
export const junctionParts = (node: Extract<Expression, { kind: 'and' | 'or' }>): string[] =>
  node.all.map((part) => at(bindings[node.kind] + 1, part))

const list = (nodes: readonly Expression[]): string => nodes.map(expression).join(', ')

function literal({ value, isDouble, isSpan, limit }: Extract<Expression, { kind: 'literal' }>): string {
  if (limit) return `$${limit.text}`
  if (isSpan) return duration({ us: Number(value) / 1000 })
  if (typeof value === 'string') return text(value)
  return typeof value === 'number' ? number(value, isDouble === true) : String(value)
}

export const reference = ({ name, optional }: FieldReference): string => `${optional ? '?' : ''}${fieldName(name)}`

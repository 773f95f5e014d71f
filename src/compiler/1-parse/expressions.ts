// Syntax tree of a condition → AST. A hole becomes `unreadable`, which no check complains about.
import type { CstNode, IToken } from 'chevrotain'
import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Arithmetic, Comparator, Expression, FieldReference, Literal, PatternOperator } from '../ast.ts'
import { across, firstNode, firstToken, has, node, nodes, spanOf, spanOfToken, token, tokens } from './cst.ts'
import { durationOf, limitOf, nameOf, type Report, textOf } from './literals.ts'

/** `expression`: alternatives of conjunctions. */
export function expression(cst: CstNode | undefined, report: Report): Expression {
  if (!cst) return unreadable({ start: 0, end: 0 })
  return joined(
    'or',
    cst,
    nodes(cst, 'conjunction').map((part) => conjunction(part, report)),
  )
}

const conjunction = (cst: CstNode, report: Report): Expression =>
  joined(
    'and',
    cst,
    nodes(cst, 'negation').map((part) => negation(part, report)),
  )

function joined(kind: 'and' | 'or', cst: CstNode, all: readonly Expression[]): Expression {
  if (all.length === 0) return unreadable(spanOf(cst))
  return all.length === 1 ? all[0]! : { kind, all, span: spanOf(cst) }
}

function negation(cst: CstNode, report: Report): Expression {
  const inner = node(cst, 'comparison')
  const value = inner ? comparison(inner, report) : unreadable(spanOf(cst))
  return tokens(cst, 'Not').reduceRight<Expression>(
    (negated, not) => ({ kind: 'not', value: negated, span: across(spanOfToken(not), negated.span) }),
    value,
  )
}

function comparison(cst: CstNode, report: Report): Expression {
  const span = spanOf(cst)
  const [left, right] = nodes(cst, 'sum')
  const value = sum(left, report)
  const compare = operatorOf(node(cst, 'compare'))
  if (compare) return { kind: 'compare', operator: compare as Comparator, left: value, right: sum(right, report), span }
  const pattern = operatorOf(node(cst, 'pattern'))
  if (pattern) {
    const operator = pattern as PatternOperator
    return { kind: 'match', operator, value, patterns: patterns(node(cst, 'patterns'), report), span }
  }
  const members = node(cst, 'members')
  if (members) return membership(cst, value, members, report)
  return has(cst, 'Not') ? unreadable(span) : value
}

const operatorOf = (cst: CstNode | undefined): string | undefined => cst && firstToken(cst)?.image

function patterns(cst: CstNode | undefined, report: Report): readonly Expression[] {
  if (!cst) return []
  const single = node(cst, 'sum')
  return single ? [sum(single, report)] : nodes(cst, 'expression').map((part) => expression(part, report))
}

function membership(cst: CstNode, value: Expression, members: CstNode, report: Report): Expression {
  const list = token(members, 'ListName')
  return {
    kind: 'in',
    value,
    negated: has(cst, 'Not'),
    fold: has(cst, 'InFold'),
    members: list ? null : nodes(members, 'expression').map((part) => expression(part, report)),
    list: list ? { text: list.image.slice(1), span: spanOfToken(list) } : null,
    span: spanOf(cst),
  }
}

/** `sum`: a value, without comparing it. */
export function sum(cst: CstNode | undefined, report: Report): Expression {
  if (!cst) return unreadable({ start: 0, end: 0 })
  return chain(cst, 'product', ['Plus', 'Minus'], (part) => product(part, report))
}

const product = (cst: CstNode, report: Report): Expression =>
  chain(cst, 'signed', ['Star', 'Slash', 'Percent'], (part) => signed(part, report))

/** `a - b + c`: from the left. */
function chain(
  cst: CstNode,
  operand: string,
  operators: readonly string[],
  read: (cst: CstNode) => Expression,
): Expression {
  const parts = nodes(cst, operand).map(read)
  if (parts.length === 1) return parts[0]!
  const signs = operators.flatMap((name) => tokens(cst, name)).sort((a, b) => a.startOffset - b.startOffset)
  return parts.length === 0
    ? unreadable(spanOf(cst))
    : parts.slice(1).reduce(
        (left, right, i): Expression => ({
          kind: 'arithmetic',
          operator: (signs[i]?.image ?? '+') as Arithmetic,
          left,
          right,
          span: across(left.span, right.span),
        }),
        parts[0]!,
      )
}

function signed(cst: CstNode, report: Report): Expression {
  const inner = node(cst, 'primary')
  const value = inner ? primary(inner, report) : unreadable(spanOf(cst))
  return tokens(cst, 'Minus').reduceRight((operand, minus) => negate(operand, minus), value)
}

/** `-5` is a number, not an operation on one. */
function negate(value: Expression, minus: IToken): Expression {
  const span = across(spanOfToken(minus), value.span)
  if (value.kind === 'literal' && typeof value.value === 'number') return { ...value, value: 0 - value.value, span }
  return { kind: 'negate', value, span }
}

function primary(cst: CstNode, report: Report): Expression {
  const optional = token(cst, 'OptionalName')
  if (optional) return fieldReference(optional)
  const inner = firstNode(cst)
  switch (inner?.name) {
    case 'literal':
      return literal(inner, report)
    case 'call':
      return call(inner, report)
    case 'fieldName':
      return fieldName(inner)
    case 'expression':
      return { ...expression(inner, report), span: spanOf(cst) }
    default:
      return unreadable(spanOf(cst))
  }
}

function call(cst: CstNode, report: Report): Expression {
  const name = token(cst, 'Name') ?? firstToken(cst)
  if (!name) return unreadable(spanOf(cst))
  return {
    kind: 'call',
    name: nameOf(name),
    fold: has(cst, 'Tilde'),
    arguments: nodes(cst, 'expression').map((part) => expression(part, report)),
    span: spanOf(cst),
  }
}

export function literal(cst: CstNode, report: Report): Expression {
  const span = spanOf(cst)
  const length = node(cst, 'span')
  if (length) return spanLiteral(length)
  const text = node(cst, 'text')
  const found = text ? firstToken(text) : firstToken(cst)
  if (!found) return unreadable(span)
  if (text) return { kind: 'literal', value: textOf(found, report).value, span }
  switch (found.tokenType.name) {
    case 'True':
      return { kind: 'literal', value: true, span }
    case 'False':
      return { kind: 'literal', value: false, span }
    case 'Null':
      return { kind: 'literal', value: null, span }
    default:
      return numberLiteral(found)
  }
}

export const numberLiteral = (found: IToken): Literal => ({
  kind: 'literal',
  value: Number(found.image),
  span: spanOfToken(found),
  ...(/[.eE]/.test(found.image) && { isDouble: true }),
})

/** A limit stands for its value once all of the file is read. */
function spanLiteral(cst: CstNode): Expression {
  const [limit, length] = [token(cst, 'ListName'), token(cst, 'Span')]
  if (limit) return { kind: 'literal', value: 0, limit: limitOf(limit), span: spanOfToken(limit) }
  return length ? lengthLiteral(length) : unreadable(spanOf(cst))
}

export const lengthLiteral = (found: IToken): Literal => {
  const { us, span } = durationOf(found)
  return { kind: 'literal', value: us * 1000, isSpan: true, span }
}

export function fieldName(cst: CstNode): FieldReference {
  const found = firstToken(cst)
  return found ? fieldReference(found) : { kind: 'field', name: '', optional: true, span: spanOf(cst) }
}

const fieldReference = (found: IToken): FieldReference => ({
  kind: 'field',
  name: nameOf(found).text,
  optional: found.image.startsWith('?'),
  span: spanOfToken(found),
})

const unreadable = (span: Span): Expression => ({ kind: 'unreadable', span })

// Syntax tree of a query → AST.
import type { CstNode } from 'chevrotain'
import type { Cut, Duration, EventQuery, Expression, Name, Query, WholeQuery } from '../ast.ts'
import { conversationQuery, exchangeQuery } from './conversations.ts'
import { across, firstToken, has, node, nodes, spanOf, spanOfToken, token } from './cst.ts'
import { expression, sum } from './expressions.ts'
import { durationOf, limitOf, nameOf, numeralOf, type Report, textOf } from './literals.ts'
import { sampleQuery, sequenceQuery } from './sequences.ts'
import { statistics } from './statistics.ts'

/** `query`, with what is cut off of what it finds. */
export function query(cst: CstNode, report: Report): Query {
  const whole = wholeQuery(cst, report)
  const cuts = nodes(cst, 'cut').flatMap(cut)
  return cuts.length === 0 ? whole : { kind: 'limit', query: whole, cuts, span: spanOf(cst) }
}

function wholeQuery(cst: CstNode, report: Report): WholeQuery {
  for (const [name, read] of Object.entries(shapes)) {
    const found = node(cst, name)
    if (found) return read(found, report)
  }
  return events(cst, report)
}

type Read = (cst: CstNode, report: Report) => WholeQuery

const shapes: Readonly<Record<string, Read>> = {
  sequence: sequenceQuery,
  sample: sampleQuery,
  conversation: conversationQuery,
  exchange: exchangeQuery,
  statistics,
}

/** None where the parser missed its number: that is said already. */
function cut(cst: CstNode): readonly Cut[] {
  const count = token(cst, 'Numeral')
  if (!count) return []
  return [{ kind: has(cst, 'Tail') ? 'tail' : 'head', count: numeralOf(count), span: spanOf(cst) }]
}

/** `events` or `filteredEvents`: a category and the condition on it. */
export function events(cst: CstNode, report: Report): EventQuery {
  const condition = node(cst, 'expression')
  return {
    kind: 'event',
    category: category(node(cst, 'category'), report),
    condition: condition || has(cst, 'Where') ? expression(condition, report) : null,
    span: spanOf(cst),
  }
}

function category(cst: CstNode | undefined, report: Report): Name {
  const text = cst && node(cst, 'text')
  const found = cst && firstToken(text ?? cst)
  if (!found) return { text: '', span: { start: 0, end: 0 } }
  return text ? { text: textOf(found, report).value, span: spanOfToken(found) } : nameOf(found)
}

export const nameless = (cst: CstNode): Name => ({ text: '', span: spanOf(cst) })

/** The span in a node, if it was written. A limit stands for its own once all of the file is read. */
export function duration(cst: CstNode): Duration | null {
  const inner = node(cst, 'span') ?? cst
  const found = token(inner, 'Span')
  if (found) return durationOf(found)
  const limit = inner === cst ? undefined : token(inner, 'ListName')
  return limit ? { us: 0, limit: limitOf(limit), span: spanOfToken(limit) } : null
}

/** What stands behind `by`. */
export const keys = (cst: CstNode | undefined, report: Report): readonly Expression[] =>
  cst ? nodes(cst, 'key').map((part) => sum(node(part, 'sum'), report)) : []

/** Both hold. */
export function both(first: Expression | null, second: Expression): Expression {
  if (!first) return second
  const all = [first, second].flatMap((part) => (part.kind === 'and' ? part.all : [part]))
  return { kind: 'and', all, span: across(first.span, second.span) }
}

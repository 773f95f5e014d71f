// Syntax tree of a query → AST.
import type { CstNode } from 'chevrotain'
import type { Aggregate, Duration, EventQuery, FieldReference, Name, Query, Step, Window } from '../ast.ts'
import { across, firstToken, has, node, nodes, spanOf, spanOfToken, token, tokens } from './cst.ts'
import { expression, fieldName } from './expressions.ts'
import { durationOf, nameOf, numeralOf, type Report, textOf } from './literals.ts'

/** `query`: an event query, statistics over one, or a sequence. */
export function query(cst: CstNode, report: Report): Query {
  const sequence = node(cst, 'sequence')
  if (sequence) return sequenceQuery(sequence, report)
  const statistics = node(cst, 'statistics') ?? cst
  const source = events(node(statistics, 'events') ?? statistics, report)
  const stats = node(statistics, 'stats')
  return stats ? statsQuery(stats, source, report) : source
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

function statsQuery(cst: CstNode, source: EventQuery, report: Report): Query {
  const window = node(cst, 'window')
  const having = node(cst, 'expression')
  return {
    kind: 'stats',
    source,
    aggregates: nodes(cst, 'aggregate').map((part) => aggregate(part, report)),
    by: keys(node(cst, 'keys')),
    window: window ? windowOf(window) : null,
    having: having ? expression(having, report) : null,
    span: across(source.span, spanOf(cst)),
  }
}

/** The argument and the `where` are both expressions: the closing parenthesis tells them apart. */
function aggregate(cst: CstNode, report: Report): Aggregate {
  const [name, called] = tokens(cst, 'Name').map(nameOf)
  const shut = token(cst, 'Shut')?.startOffset ?? Number.POSITIVE_INFINITY
  const expressions = nodes(cst, 'expression')
  const argument = expressions.find((part) => spanOf(part).start < shut)
  const where = expressions.find((part) => spanOf(part).start > shut)
  return {
    name: name ?? nameless(cst),
    function: called ?? nameless(cst),
    argument: argument ? expression(argument, report) : null,
    where: where ? expression(where, report) : null,
    span: spanOf(cst),
  }
}

const nameless = (cst: CstNode): Name => ({ text: '', span: spanOf(cst) })

function windowOf(cst: CstNode): Window {
  return {
    kind: has(cst, 'Tumbling') ? 'tumbling' : 'sliding',
    duration: duration(cst) ?? { us: 0, span: spanOf(cst) },
    keep: has(cst, 'Keep'),
    span: spanOf(cst),
  }
}

/** The span in a node, if it was written. */
export function duration(cst: CstNode): Duration | null {
  const found = token(cst, 'Span')
  return found ? durationOf(found) : null
}

const keys = (cst: CstNode | undefined): readonly FieldReference[] => (cst ? nodes(cst, 'key').map(key) : [])

function key(cst: CstNode): FieldReference {
  return fieldName(node(cst, 'fieldName') ?? cst)
}

function sequenceQuery(cst: CstNode, report: Report): Query {
  const until = token(cst, 'Until')
  const steps = nodes(cst, 'step').map((part) => step(part, report))
  const isUntil = (part: Step): boolean => until !== undefined && part.span.start > until.startOffset
  return {
    kind: 'sequence',
    by: keys(node(cst, 'keys')),
    maxspan: duration(cst),
    steps: steps.filter((part) => !isUntil(part)),
    until: steps.find(isUntil) ?? null,
    span: spanOf(cst),
  }
}

function step(cst: CstNode, report: Report): Step {
  const name = has(cst, 'Step') ? token(cst, 'Name') : undefined
  const runs = token(cst, 'Numeral')
  const inner = node(cst, 'events')
  return {
    name: name ? nameOf(name) : null,
    absent: has(cst, 'Bang'),
    events: inner
      ? events(inner, report)
      : { kind: 'event', category: nameless(cst), condition: null, span: spanOf(cst) },
    by: keys(node(cst, 'keys')),
    runs: runs ? numeralOf(runs) : null,
    within: duration(cst),
    span: spanOf(cst),
  }
}

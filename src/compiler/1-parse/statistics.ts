// Syntax tree of an event query and its pipes → AST.
import type { CstNode } from 'chevrotain'
import type { Aggregate, EventQuery, Expression, FirstSeenQuery, StatsStage, WholeQuery, Window } from '../ast.ts'
import { across, has, node, nodes, spanOf, token, tokens } from './cst.ts'
import { expression } from './expressions.ts'
import { nameOf, type Report } from './literals.ts'
import { both, duration, events, keys, nameless } from './queries.ts'

/** An event query, statistics over one, or what is seen first in one. */
export function statistics(cst: CstNode, report: Report): WholeQuery {
  let source = events(node(cst, 'events') ?? cst, report)
  let seen: FirstSeenQuery | null = null
  const stages: StatsStage[] = []
  for (const pipe of nodes(cst, 'pipe')) {
    const firstSeen = node(pipe, 'firstSeen')
    const stats = node(pipe, 'stats')
    if (firstSeen && !seen && stages.length === 0) seen = firstSeenQuery(firstSeen, source, report)
    else if (stats && !seen) stages.push(stage(stats, report))
    else if (firstSeen || stats || seen) report(misplaced(pipe))
    else if (stages.length > 0) stages.push(withCondition(stages.pop()!, condition(pipe, report)))
    else source = filtered(source, condition(pipe, report))
  }
  if (seen) return seen
  const [first, ...next] = stages
  return first ? { kind: 'stats', source, ...first, next, span: across(source.span, spanOf(cst)) } : source
}

const condition = (pipe: CstNode, report: Report): Expression => expression(node(pipe, 'expression'), report)

const filtered = (source: EventQuery, wanted: Expression): EventQuery => ({
  ...source,
  condition: both(source.condition, wanted),
  span: across(source.span, wanted.span),
})

const withCondition = (stage: StatsStage, wanted: Expression): StatsStage => ({
  ...stage,
  having: both(stage.having, wanted),
})

const misplaced = (pipe: CstNode) => ({
  code: 'R101' as const,
  message: '`first_seen` stands alone: nothing follows it, and no statistics come before it',
  primary: { span: spanOf(pipe), message: 'here' },
  help: 'What is to be counted of what is new is a rule of its own over its incidents: `incident where rule.id == …`.',
})

function firstSeenQuery(cst: CstNode, source: EventQuery, report: Report): FirstSeenQuery {
  const by = token(cst, 'By')?.startOffset ?? Number.POSITIVE_INFINITY
  const lists = nodes(cst, 'keys')
  return {
    kind: 'first_seen',
    source,
    values: keys(
      lists.find((part) => spanOf(part).start < by),
      report,
    ),
    by: keys(
      lists.find((part) => spanOf(part).start > by),
      report,
    ),
    duration: duration(cst) ?? { us: 0, span: spanOf(cst) },
    span: across(source.span, spanOf(cst)),
  }
}

function stage(cst: CstNode, report: Report): StatsStage {
  const window = node(cst, 'window')
  return {
    aggregates: nodes(cst, 'aggregate').map((part) => aggregate(part, report)),
    by: keys(node(cst, 'keys'), report),
    window: window ? windowOf(window) : null,
    having: null,
    span: spanOf(cst),
  }
}

/** The arguments and the `where` are all expressions: the closing parenthesis tells them apart. */
function aggregate(cst: CstNode, report: Report): Aggregate {
  const names = tokens(cst, 'Name').map(nameOf)
  const called = names.at(-1) ?? nameless(cst)
  const shut = token(cst, 'Shut')?.startOffset ?? Number.POSITIVE_INFINITY
  const expressions = nodes(cst, 'expression')
  const where = expressions.find((part) => spanOf(part).start > shut)
  return {
    name: names[0] ?? called,
    function: called,
    arguments: expressions.filter((part) => part !== where).map((part) => expression(part, report)),
    where: where ? expression(where, report) : null,
    span: spanOf(cst),
  }
}

const windowKinds = { Tumbling: 'tumbling', Session: 'session', Connection: 'connection' } as const

function windowOf(cst: CstNode): Window {
  const word = (['Tumbling', 'Session', 'Connection'] as const).find((name) => has(cst, name))
  return {
    kind: word ? windowKinds[word] : 'sliding',
    duration: word === 'Connection' ? null : (duration(cst) ?? { us: 0, span: spanOf(cst) }),
    keep: has(cst, 'Judging') ? 'judging' : has(cst, 'Keep') ? 'window' : null,
    span: spanOf(cst),
  }
}

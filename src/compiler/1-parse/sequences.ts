// Syntax tree of a sequence or sample → AST.
import type { CstNode } from 'chevrotain'
import type { SampleQuery, SequenceQuery, Step } from '../ast.ts'
import { has, node, nodes, spanOf, token } from './cst.ts'
import { nameOf, numeralOf, type Report } from './literals.ts'
import { duration, events, keys, nameless } from './queries.ts'

export function sequenceQuery(cst: CstNode, report: Report): SequenceQuery {
  const until = token(cst, 'Until')
  const steps = stepsIn(cst, report)
  const isUntil = (part: Step): boolean => until !== undefined && part.span.start > until.startOffset
  return {
    kind: 'sequence',
    ...joined(cst, report),
    steps: steps.filter((part) => !isUntil(part)),
    until: steps.find(isUntil) ?? null,
    span: spanOf(cst),
  }
}

export function sampleQuery(cst: CstNode, report: Report): SampleQuery {
  const atLeast = token(cst, 'Numeral')
  return {
    kind: 'sample',
    ...joined(cst, report),
    steps: stepsIn(cst, report),
    atLeast: atLeast ? numeralOf(atLeast) : null,
    span: spanOf(cst),
  }
}

/** `by … with maxspan=…`. */
function joined(cst: CstNode, report: Report): Pick<SequenceQuery, 'by' | 'maxspan'> {
  const found = node(cst, 'joined')
  return { by: keys(found && node(found, 'keys'), report), maxspan: found ? duration(found) : null }
}

export const stepsIn = (cst: CstNode, report: Report): readonly Step[] =>
  nodes(cst, 'step').map((part) => step(part, report))

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
    by: keys(node(cst, 'keys'), report),
    runs: runs ? numeralOf(runs) : null,
    within: duration(cst),
    span: spanOf(cst),
  }
}

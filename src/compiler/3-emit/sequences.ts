// A checked sequence or sample → its plan.
import { spanOf } from '../2-check/spans.ts'
import type { Expression, SampleQuery, SequenceQuery, Step } from '../ast.ts'
import type * as plan from '../plan.ts'
import { eventFilter, key, type Linked, type QueryContext } from './filters.ts'

export function sequence(query: SequenceQuery, context: QueryContext): Linked<plan.SequencePlan> {
  const steps = query.steps.map((part, i) => step(part, String(i + 1), query.by, context))
  const until = query.until ? step(query.until, 'until', query.by, context) : null
  const maxspanUs = spanOf(query)
  return (layout) => ({
    kind: 'sequence',
    steps: steps.map((link) => link(layout)),
    until: until?.(layout) ?? null,
    maxspanUs,
  })
}

export function step(
  part: Step,
  position: string,
  global: readonly Expression[],
  context: QueryContext,
): Linked<plan.Step> {
  const filter = eventFilter(part.events, part.name?.text ?? null, context)
  const by = [...global, ...part.by].map((field) => key(field, context))
  return (layout) => ({
    ...filter(layout),
    name: part.name?.text ?? position,
    by: by.map((link) => link(layout)),
    absent: part.absent,
    runs: part.runs?.value ?? 1,
    withinUs: part.within?.us ?? null,
  })
}

export function sample(query: SampleQuery, context: QueryContext): Linked<plan.SamplePlan> {
  const steps = query.steps.map((part, i) => step(part, String(i + 1), query.by, context))
  return (layout) => ({
    kind: 'sample',
    steps: steps.map((link) => link(layout)),
    atLeast: query.atLeast?.value ?? steps.length,
    maxspanUs: query.maxspan?.us ?? Number.POSITIVE_INFINITY,
  })
}

// A checked query → what the engine runs, once it is known which slot each field has.
import type { Layout } from '../../event/layout.ts'
import { parseTime } from '../../event/time.ts'
import type { Value } from '../../event/value.ts'
import { aggregateFunctions } from '../2-check/aggregates.ts'
import { havingNames } from '../2-check/having.ts'
import { eventNames, resolveCategory, type Scope } from '../2-check/scope.ts'
import type { Aggregate, EventQuery, Exception, Expression, FieldReference, Query, Step as StepNode } from '../ast.ts'
import type * as plan from '../plan.ts'
import { keyName } from '../print/expressions.ts'
import { condition } from './conditions.ts'
import { rowContext, valueContext } from './context.ts'
import { Unit } from './unit.ts'
import { value } from './values.ts'

/** Something that is complete when the slots are known. */
export type Linked<T> = (layout: Layout) => T

export interface QueryContext {
  readonly scope: Scope
  readonly exceptions: readonly Exception[]
  /** Filled while emitting: every field that is read. */
  readonly fields: Set<string>
  /** The categories that are looked for. */
  categories: number
}

export function detect(query: Query, context: QueryContext): Linked<plan.Detect> {
  switch (query.kind) {
    case 'event': {
      const filter = eventFilter(query, null, context)
      return (layout) => ({ kind: 'event', ...filter(layout) })
    }
    case 'stats':
      return statistics(query, context)
    case 'sequence':
      return sequence(query, context)
    default:
      throw new Error(`a query with a mistake is not emitted: ${query.kind}`)
  }
}

function statistics(query: Extract<Query, { kind: 'stats' }>, context: QueryContext): Linked<plan.StatsPlan> {
  const filter = eventFilter(query.source, null, context)
  const aggregates = query.aggregates.map((part) => aggregate(part, context))
  const by = query.by.map((part) => key(part, context))
  const judge = having(query.having, query.aggregates, context.scope)
  const { duration, keep } = query.window!
  const kind = query.window!.kind === 'tumbling' ? 'tumbling' : 'sliding'
  return (layout) => ({
    kind: 'stats',
    ...filter(layout),
    aggregates: aggregates.map((link) => link(layout)),
    by: by.map((link) => link(layout)),
    window: { kind, spanUs: duration!.us },
    having: judge,
    keepWindow: keep === 'window',
  })
}

function aggregate(part: Aggregate, context: QueryContext): Linked<plan.Aggregate> {
  const { kind } = aggregateFunctions[part.function.text]!
  const [value] = part.arguments
  const argument = value ? expression(value, context) : null
  const where = part.where ? predicate([part.where], [], context) : null
  return (layout) => ({
    name: part.name.text,
    kind,
    ...(argument && { value: argument(layout) }),
    ...(where && { where: where(layout) }),
  })
}

/** The condition on the statistics: names are positions in the array that it is called with. */
function having(
  judged: Expression | null,
  aggregates: readonly Aggregate[],
  scope: Scope,
): (values: readonly Value[]) => boolean {
  if (!judged) return () => true
  const unit = new Unit()
  const read = ({ name }: FieldReference): string => `v[${aggregates.findIndex((part) => part.name.text === name)}]`
  const names = havingNames(aggregates, scope)
  const code = condition(judged, 'holds', valueContext(unit, names, scope, read))
  return unit.overValue(code) as (values: readonly Value[]) => boolean
}

function sequence(query: Extract<Query, { kind: 'sequence' }>, context: QueryContext): Linked<plan.SequencePlan> {
  const steps = query.steps.map((part, i) => step(part, String(i + 1), query.by, context))
  const until = query.until ? step(query.until, 'until', query.by, context) : null
  const maxspanUs = query.maxspan?.us ?? Number.POSITIVE_INFINITY
  return (layout) => ({
    kind: 'sequence',
    steps: steps.map((link) => link(layout)),
    until: until?.(layout) ?? null,
    maxspanUs,
  })
}

function step(
  part: StepNode,
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

function key(part: Expression, context: QueryContext): Linked<plan.KeyPart> {
  const read = expression(part, context)
  const isField = part.kind === 'field'
  const name = isField ? part.name : keyName(part)
  return (layout) => ({ name, read: read(layout), optional: isField && part.optional })
}

function eventFilter(query: EventQuery, stepName: string | null, context: QueryContext): Linked<plan.EventFilter> {
  const { categories, conditions } = resolveCategory(query.category.text, context.scope)!
  context.categories |= categories
  const exceptions = context.exceptions.filter(({ step }) => step === null || step.text === stepName)
  const test = predicate([...conditions, ...(query.condition ? [query.condition] : [])], exceptions, context)
  return (layout) => ({ categories, test: test(layout) })
}

/** All of the conditions hold, and none of the exceptions does. */
function predicate(
  conditions: readonly Expression[],
  exceptions: readonly Exception[],
  context: QueryContext,
): Linked<plan.Predicate> {
  const unit = new Unit()
  const row = rowContext(unit, eventNames(context.scope), context.scope)
  const wanted = conditions.map((part) => condition(part, 'holds', row))
  const excepted = exceptions.map((part) => `!(${inForce(part)}${condition(part.condition, 'holds', row)})`)
  const code = [...wanted, ...excepted].join(' && ') || 'true'
  return link(unit, code, context) as Linked<plan.Predicate>
}

const dayUs = 86_400_000_000

/** An exception holds up to and including its last day, in UTC and by the event's own time. */
function inForce({ until }: Exception): string {
  const last = until && parseTime(`${until.text}T00:00:00Z`)
  return last ? `batch.times[row] < ${last.us + dayUs} && ` : ''
}

function expression(part: Expression, context: QueryContext): Linked<plan.Expression> {
  const unit = new Unit()
  const code = value(part, rowContext(unit, eventNames(context.scope), context.scope))
  return link(unit, code, context)
}

function link(unit: Unit, code: string, { fields }: QueryContext): Linked<plan.Expression> {
  for (const name of unit.fields) fields.add(name)
  return (layout) => unit.overRows(code, layout)
}

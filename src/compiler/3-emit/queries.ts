// A checked query → what the engine runs, once it is known which slot each field has.
import type { Value } from '../../event/value.ts'
import { aggregateFunctions } from '../2-check/aggregates.ts'
import { havingNames } from '../2-check/having.ts'
import type { Scope } from '../2-check/scope.ts'
import type { Aggregate, Expression, FieldReference, Query } from '../ast.ts'
import type * as plan from '../plan.ts'
import { condition } from './conditions.ts'
import { valueContext } from './context.ts'
import { conversation } from './conversations.ts'
import { exchange } from './exchanges.ts'
import { eventFilter, expression, key, type Linked, predicate, type QueryContext } from './filters.ts'
import { sample, sequence } from './sequences.ts'
import { Unit } from './unit.ts'

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
    case 'sample':
      return sample(query, context)
    case 'conversation':
      return conversation(query, context)
    case 'exchange':
      return exchange(query, context)
    case 'limit':
      // What is cut off is the business of whoever shows what was found.
      return detect(query.query, context)
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

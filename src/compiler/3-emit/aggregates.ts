// One aggregate of checked statistics → what the engine is told of it, and the code of what it takes.
import { aggregateFunctions } from '../2-check/aggregates.ts'
import { type Names, typeOf } from '../2-check/types.ts'
import type { Aggregate } from '../ast.ts'
import type * as plan from '../plan.ts'
import type { Context } from './context.ts'
import { rankOf } from './ranks.ts'
import { value } from './values.ts'

export function about(part: Aggregate, names: Names): plan.AnyAggregate {
  const { kind } = aggregateFunctions[part.function.text]!
  const [argument, percent] = part.arguments
  const rank = (kind === 'min' || kind === 'max') && argument ? rankOf(typeOf(argument, names)) : null
  return {
    name: part.name.text,
    kind,
    ...(percent?.kind === 'literal' && kind === 'percentile' && { parameter: Number(percent.value) }),
    ...(rank && { rank }),
  }
}

export const isCadence = ({ function: { text } }: Aggregate): boolean =>
  ['interval', 'interval_stddev', 'jitter'].includes(text)

/** The code of what an aggregate takes; null where it takes no argument. */
export function takenBy({ function: { text }, arguments: given }: Aggregate, context: Context): string | null {
  const [first] = given
  if (!first) return null
  if (text !== 'count_distinct' || given.length === 1) return value(first, context)
  const bound = given.map((argument) => context.unit.bind(value(argument, context)))
  const before = bound.map((argument) => argument.before).join('')
  const names = bound.map(({ name }) => name)
  const lacks = names.map((name) => `${name} === null`).join(' || ')
  return `(${before}${lacks} ? null : JSON.stringify([${names.join(', ')}]))`
}

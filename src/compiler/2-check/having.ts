// What names mean in the condition on statistics, and whether that condition asks for "fewer than".
import type { Aggregate, Comparison, Expression } from '../ast.ts'
import { aggregateOf } from './aggregates.ts'
import { eventNames, type Scope } from './scope.ts'
import { isNumber, type Names, typeOf } from './types.ts'

/** Names are the aggregates; nothing else is known there. */
export function havingNames(aggregates: readonly Aggregate[], scope: Scope): Names {
  const types = new Map(
    aggregates.map(({ name, function: { text }, arguments: [argument] }) => [
      name.text,
      aggregateOf(text)?.gives(argument ? typeOf(argument, eventNames(scope)) : 'null') ?? 'dynamic',
    ]),
  )
  return { typeOf: ({ name }) => types.get(name), divides: 'exactly' }
}

/**
 * The comparison that makes a condition hold for too few events: over a sliding window it would hold already when the
 * first one comes. Null where each alternative also asks for enough of something.
 */
export function fewerThan(condition: Expression, names: Names): Comparison | null {
  const alternatives = condition.kind === 'or' ? condition.all : [condition]
  for (const alternative of alternatives) {
    const parts = alternative.kind === 'and' ? alternative.all : [alternative]
    const bounds = parts.filter((part): part is Comparison => part.kind === 'compare')
    const upper = bounds.find((part) => boundOf(part, names) === 'upper')
    if (upper && !bounds.some((part) => boundOf(part, names) === 'lower')) return upper
  }
  return null
}

/** Whether a comparison bounds a number from above or from below. */
function boundOf({ operator, left, right }: Comparison, names: Names): 'upper' | 'lower' | null {
  const isConstant = (side: Expression): boolean => side.kind === 'literal'
  if (!isNumber(typeOf(left, names)) || isConstant(left) === isConstant(right)) return null
  const isLess = operator === '<' || operator === '<='
  if (operator === '==' && right.kind === 'literal') return right.value === 0 ? 'upper' : 'lower'
  if (operator === '==' || operator === '!=') return 'lower'
  return isLess === isConstant(right) ? 'upper' : 'lower'
}

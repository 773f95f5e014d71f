// What names mean to whoever reads the rows of statistics: to the condition on them, and to further statistics.
import type { Call, Comparison, Expression, FieldReference, StatsStage } from '../ast.ts'
import { keyName } from '../print/expressions.ts'
import { aggregateOf } from './aggregates.ts'
import { isNumber, type Names, type Type, typeOf } from './types.ts'

export const connectionId = 'websocket.connection.id'

/** The keys of a stage. The windows of connections are also by connection, whether that is written or not. */
export function keysOf({ by, window, span }: StatsStage): readonly Expression[] {
  if (window?.kind !== 'connection') return by
  const others = by.filter((key) => key.kind !== 'field' || key.name !== connectionId)
  return [{ kind: 'field', name: connectionId, optional: false, span: by[0]?.span ?? span }, ...others]
}

/** What a row of the stage holds, in this order: its aggregates, its keys; then the aggregates of the window before. */
export interface Column {
  readonly name: string
  readonly type: Type
  readonly index: number
}

/** By name; of two things of one name the first counts. `inner`: what names mean to the stage itself. */
export function columnsOf(stage: StatsStage, inner: Names): ReadonlyMap<string, Column> {
  const keys = keysOf(stage)
  const aggregates = stage.aggregates.map((part) => ({
    name: part.name.text,
    type: aggregateOf(part.function.text)?.gives(part.arguments[0] ? typeOf(part.arguments[0], inner) : 'null'),
  }))
  const all = [
    ...aggregates,
    ...keys.map((key) => ({ name: key.kind === 'field' ? key.name : keyName(key), type: typeOf(key, inner) })),
    ...aggregates.map(({ name, type }) => ({ name: pastName(name), type })),
  ]
  const columns = new Map<string, Column>()
  for (const [index, { name, type = 'dynamic' }] of all.entries())
    if (!columns.has(name)) columns.set(name, { name, type, index })
  return columns
}

/** Statistics divide exactly: a share of two counts is no integer. */
export const rowNames = (columns: ReadonlyMap<string, Column>): Names => ({
  typeOf: ({ name }) => columns.get(name)?.type,
  divides: 'exactly',
})

/** A name that nobody can write: that of `previous(n)`. */
const pastName = (name: string): string => `previous(${name})`

export const isPast = (name: string): boolean => name.startsWith('previous(')

export const isPastCall = ({ name }: Call): boolean => name.text === 'previous'

/** What stands for `previous(n)`; null where it is not a name that it is asked of. */
export function pastOf({ arguments: given, span }: Call): FieldReference | null {
  const [statistic] = given
  if (given.length !== 1 || statistic?.kind !== 'field') return null
  return { kind: 'field', name: pastName(statistic.name), optional: false, span }
}

/** The same condition with a name for each `previous(n)`. */
export function withPast(expression: Expression): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { ...expression, all: expression.all.map(withPast) }
    case 'not':
    case 'negate':
      return { ...expression, value: withPast(expression.value) }
    case 'compare':
    case 'arithmetic':
      return { ...expression, left: withPast(expression.left), right: withPast(expression.right) }
    case 'match':
      return { ...expression, value: withPast(expression.value), patterns: expression.patterns.map(withPast) }
    case 'in':
      return {
        ...expression,
        value: withPast(expression.value),
        members: expression.members?.map(withPast) ?? null,
      }
    case 'call':
      if (isPastCall(expression)) return pastOf(expression) ?? { kind: 'unreadable', span: expression.span }
      return { ...expression, arguments: expression.arguments.map(withPast) }
    default:
      return expression
  }
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

// A checked rule over statistics → the conditions on them one by one, each as a function over the values that are judged.
import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Value } from '../../event/value.ts'
import { type Column, columnsOf, rowNames, withPast } from '../2-check/having.ts'
import { eventNames, type Scope } from '../2-check/scope.ts'
import type { Expression, Query, StatsStage } from '../ast.ts'
import { expression as print } from '../print/expressions.ts'
import { condition } from './conditions.ts'
import { valueContext } from './context.ts'
import { readFrom } from './statistics.ts'
import { Unit } from './unit.ts'

export interface RowPart {
  /** In canonical form. */
  readonly text: string
  readonly span: Span
  readonly holds: (values: readonly Value[]) => boolean
}

export interface StageConditions {
  /** Of the statistics, in the order of their values. */
  readonly names: readonly string[]
  /** All of them must hold. */
  readonly conjuncts: readonly RowPart[]
  /** What `and`, `or` and `not` join. */
  readonly atoms: readonly RowPart[]
}

/** By stage; none for what is not about statistics. */
export function judgedOf(query: Query, scope: Scope): readonly StageConditions[] {
  if (query.kind === 'limit') return judgedOf(query.query, scope)
  if (query.kind !== 'stats') return []
  let names = eventNames(scope)
  return [query, ...query.next].map((stage) => {
    const columns = columnsOf(stage, names)
    names = rowNames(columns)
    return stageConditions(stage, columns, scope)
  })
}

const stageConditions = (
  { aggregates, having }: StatsStage,
  columns: ReadonlyMap<string, Column>,
  scope: Scope,
): StageConditions => ({
  names: aggregates.map(({ name }) => name.text),
  conjuncts: (having ? conjunctsIn(having) : []).map((node) => part(node, columns, scope)),
  atoms: (having ? atomsIn(having) : []).map((node) => part(node, columns, scope)),
})

const conjunctsIn = (node: Expression): readonly Expression[] =>
  node.kind === 'and' ? node.all.flatMap(conjunctsIn) : [node]

function atomsIn(node: Expression): readonly Expression[] {
  if (node.kind === 'and' || node.kind === 'or') return node.all.flatMap(atomsIn)
  if (node.kind === 'not') return atomsIn(node.value)
  return node.kind === 'literal' ? [] : [node]
}

function part(node: Expression, columns: ReadonlyMap<string, Column>, scope: Scope): RowPart {
  const unit = new Unit()
  const code = condition(withPast(node), 'holds', valueContext(unit, rowNames(columns), scope, readFrom(columns)))
  return { text: print(node), span: node.span, holds: unit.overValue(code) as RowPart['holds'] }
}

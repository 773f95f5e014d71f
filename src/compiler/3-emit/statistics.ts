// Checked statistics → their plan: the first over rows of a batch, each further one over what the one before it found.
import type { Value } from '../../event/value.ts'
import { type Column, columnsOf, isPast, keysOf, rowNames, withPast } from '../2-check/having.ts'
import { eventNames, type Scope } from '../2-check/scope.ts'
import type { Names } from '../2-check/types.ts'
import type { Aggregate, FieldReference, StatsQuery, StatsStage } from '../ast.ts'
import type * as plan from '../plan.ts'
import { keyName } from '../print/expressions.ts'
import { everything } from '../walk.ts'
import { about, isCadence, takenBy } from './aggregates.ts'
import { condition } from './conditions.ts'
import { type Context, rowContext, valueContext } from './context.ts'
import { eventFilter, key, type Linked, predicate, type QueryContext, reading } from './filters.ts'
import { leastRowsOf } from './least-rows.ts'
import { Unit } from './unit.ts'
import { value } from './values.ts'
import { spanOf, windowOf } from './windows.ts'

export function statistics(query: StatsQuery, context: QueryContext): Linked<plan.StatsPlan> {
  const filter = eventFilter(query.source, null, context)
  const names = eventNames(context.scope)
  const aggregates = query.aggregates.map((part) => aggregate(part, names, context))
  const by = keysOf(query).map((part) => key(part, context))
  const window = windowOf(query.window, context)
  const judged = judging(query, names, context.scope)
  const next = stages(query, names, context.scope)
  return (layout) => ({
    kind: 'stats',
    ...filter(layout),
    aggregates: aggregates.map((link) => link(layout)),
    by: by.map((link) => link(layout)),
    window: window(layout),
    ...judged,
    ...(next.length > 0 && { next }),
  })
}

function aggregate(part: Aggregate, names: Names, context: QueryContext): Linked<plan.Aggregate> {
  const unit = new Unit()
  const taken = takenBy(part, rowContext(unit, names, context.scope))
  const code = taken ?? (isCadence(part) ? 'batch.times[row]' : null)
  const link = code === null ? null : reading(unit, code, context)
  const where = part.where ? predicate([part.where], [], context) : null
  return (layout) => {
    const { read: value, slot } = link?.(layout) ?? {}
    return {
      ...about(part, names),
      ...(value && { value }),
      ...(slot !== undefined && { slot }),
      ...(where && { where: where(layout) }),
    }
  }
}

/** The stages behind the first. Names are places in the row of the stage before. */
function stages(query: StatsQuery, names: Names, scope: Scope): readonly plan.StagePlan[] {
  let [before, inner]: [StatsStage, Names] = [query, names]
  return query.next.map((stage) => {
    const columns = columnsOf(before, inner)
    const row: Row = {
      columns,
      names: rowNames(columns),
      scope,
      time: before.aggregates.length + keysOf(before).length,
    }
    ;[before, inner] = [stage, row.names]
    return stagePlan(stage, row)
  })
}

/** The row of a stage, as the next one reads it. */
interface Row {
  readonly columns: ReadonlyMap<string, Column>
  readonly names: Names
  readonly scope: Scope
  /** Where its time stands. */
  readonly time: number
}

function stagePlan(stage: StatsStage, row: Row): plan.StagePlan {
  const { window } = stage
  return {
    aggregates: stage.aggregates.map((part) => stageAggregate(part, row)),
    by: stage.by.map((part) => ({
      name: part.kind === 'field' ? part.name : keyName(part),
      optional: part.kind === 'field' && part.optional,
      read: overRow(row, (context) => value(part, context)),
    })),
    window: window ? spanOf(window) : { kind: 'instant' },
    ...judging(stage, row.names, row.scope),
  }
}

function stageAggregate(part: Aggregate, row: Row): plan.StagePlan['aggregates'][number] {
  const { where } = part
  const taken = overRow(row, (context) => takenBy(part, context) ?? `v[${row.time}]`)
  return {
    ...about(part, row.names),
    ...((part.arguments.length > 0 || isCadence(part)) && { value: taken }),
    ...(where && {
      where: overRow(row, (context) => condition(where, 'holds', context)) as (row: readonly Value[]) => boolean,
    }),
  }
}

function overRow({ columns, names, scope }: Row, code: (context: Context) => string): plan.RowExpression {
  const unit = new Unit()
  return unit.overValue(code(valueContext(unit, names, scope, readFrom(columns)))) as plan.RowExpression
}

/** The condition on the statistics: names are places in the array that it is called with. */
function judging(
  stage: StatsStage,
  inner: Names,
  scope: Scope,
): Pick<plan.AnyStage, 'having' | 'reads' | 'keepWindow' | 'readsKeys' | 'readsPast' | 'leastRows'> {
  // Without a condition nothing fires: the statistics are only told, and each would be of its own event alone.
  if (!stage.having) return { having: () => true, keepWindow: true }
  const keepWindow = stage.window?.keep === 'window'
  const columns = columnsOf(stage, inner)
  const judged = withPast(stage.having)
  const leastRows = leastRowsOf(stage)
  const unit = new Unit()
  const code = condition(judged, 'holds', valueContext(unit, rowNames(columns), scope, readFrom(columns)))
  const read = everything(judged).flatMap((part) => (part.kind === 'field' ? (columns.get(part.name) ?? []) : []))
  const readsPast = read.some(({ name }) => isPast(name))
  const readsKeys = read.some(({ name, index }) => !isPast(name) && index >= stage.aggregates.length)
  return {
    having: unit.overValue(code) as plan.AnyStage['having'],
    ...(!readsPast && { reads: [...new Set(read.map(({ index }) => index))] }),
    keepWindow,
    ...(leastRows > 0 && { leastRows }),
    ...(readsKeys && { readsKeys }),
    ...(readsPast && { readsPast }),
  }
}

export const readFrom =
  (columns: ReadonlyMap<string, Column>) =>
  ({ name }: FieldReference): string =>
    columns.has(name) ? `v[${columns.get(name)!.index}]` : 'null'

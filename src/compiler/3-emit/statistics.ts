// Checked statistics → their plan: the first over rows of a batch, each further one over what the one before it found.
import type { Batch } from '../../event/batch.ts'
import { categoryBit } from '../../event/category.ts'
import type { Value } from '../../event/value.ts'
import { aggregateFunctions } from '../2-check/aggregates.ts'
import { type Column, columnsOf, isPast, keysOf, rowNames, withPast } from '../2-check/having.ts'
import { eventNames, type Scope } from '../2-check/scope.ts'
import { type Names, typeOf } from '../2-check/types.ts'
import type { Aggregate, Expression, FieldReference, StatsQuery, StatsStage } from '../ast.ts'
import type * as plan from '../plan.ts'
import { keyName } from '../print/expressions.ts'
import { everything } from '../walk.ts'
import { condition } from './conditions.ts'
import { type Context, rowContext, valueContext } from './context.ts'
import { eventFilter, key, type Linked, linkRow, predicate, type QueryContext } from './filters.ts'
import { rankOf } from './ranks.ts'
import { Unit } from './unit.ts'
import { value } from './values.ts'

export function statistics(query: StatsQuery, context: QueryContext): Linked<plan.StatsPlan> {
  const filter = eventFilter(query.source, null, context)
  const names = eventNames(context.scope)
  const aggregates = query.aggregates.map((part) => aggregate(part, names, context))
  const by = keysOf(query).map((part) => key(part, context))
  const window = windowOf(query, context)
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

function windowOf(query: StatsQuery, context: QueryContext): Linked<plan.Window> {
  // Only a query over a finite input goes without: its one window is as long as that.
  if (!query.window) return () => ({ kind: 'tumbling', spanUs: Number.POSITIVE_INFINITY })
  const { kind, duration, keep } = query.window
  if (kind !== 'connection') {
    const window = spanOf({ kind, us: duration!.us, keepJudging: keep === 'judging' })
    return () => window
  }
  // What begins and ends a connection is looked for, whatever else is.
  context.categories |= categoryBit('handshake') | categoryBit('close') | categoryBit('connection')
  const refused = predicate([isEqual('event.outcome', 'failure')], [], context)
  const cutOff = predicate([isEqual('event.reason', 'end_of_input')], [], context)
  return (layout) => {
    // A handshake that was refused opens nothing.
    const test = refused(layout)
    const opens = (batch: Batch, row: number): boolean =>
      (batch.categories[row]! & categoryBit('handshake')) !== 0 && !test(batch, row)
    return { kind, keepJudging: keep === 'judging', opens, isCutOff: cutOff(layout) }
  }
}

interface Span {
  readonly kind: 'sliding' | 'tumbling' | 'session'
  readonly us: number
  readonly keepJudging: boolean
}

const spanOf = ({ kind, us, keepJudging }: Span): plan.Window =>
  kind === 'session' ? { kind, gapUs: us, keepJudging } : { kind, spanUs: us }

const nowhere = { start: 0, end: 0 }

const isEqual = (name: string, constant: string): Expression => ({
  kind: 'compare',
  operator: '==',
  left: { kind: 'field', name, optional: false, span: nowhere },
  right: { kind: 'literal', value: constant, span: nowhere },
  span: nowhere,
})

function aggregate(part: Aggregate, names: Names, context: QueryContext): Linked<plan.Aggregate> {
  const unit = new Unit()
  const taken = takenBy(part, rowContext(unit, names, context.scope))
  const code = taken ?? (isCadence(part) ? 'batch.times[row]' : null)
  const read = code === null ? null : linkRow(unit, code, context)
  const where = part.where ? predicate([part.where], [], context) : null
  return (layout) => ({
    ...about(part, names),
    ...(read && { value: read(layout) }),
    ...(where && { where: where(layout) }),
  })
}

function about(part: Aggregate, names: Names): plan.AnyAggregate {
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

const isCadence = ({ function: { text } }: Aggregate): boolean =>
  ['interval', 'interval_stddev', 'jitter'].includes(text)

/** The code of what an aggregate takes; null where it takes no argument. */
function takenBy({ function: { text }, arguments: given }: Aggregate, context: Context): string | null {
  const [first] = given
  if (!first) return null
  if (text !== 'count_distinct' || given.length === 1) return value(first, context)
  const bound = given.map((argument) => context.unit.bind(value(argument, context)))
  const before = bound.map((argument) => argument.before).join('')
  const names = bound.map(({ name }) => name)
  const lacks = names.map((name) => `${name} === null`).join(' || ')
  return `(${before}${lacks} ? null : JSON.stringify([${names.join(', ')}]))`
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
    window: window
      ? spanOf({ kind: window.kind as Span['kind'], us: window.duration!.us, keepJudging: window.keep === 'judging' })
      : { kind: 'instant' },
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
): Pick<plan.AnyStage, 'having' | 'keepWindow' | 'readsKeys' | 'readsPast'> {
  const keepWindow = stage.window?.keep === 'window'
  if (!stage.having) return { having: () => true, keepWindow }
  const columns = columnsOf(stage, inner)
  const judged = withPast(stage.having)
  const unit = new Unit()
  const code = condition(judged, 'holds', valueContext(unit, rowNames(columns), scope, readFrom(columns)))
  const read = everything(judged).flatMap((part) => (part.kind === 'field' ? (columns.get(part.name) ?? []) : []))
  const readsPast = read.some(({ name }) => isPast(name))
  const readsKeys = read.some(({ name, index }) => !isPast(name) && index >= stage.aggregates.length)
  return {
    having: unit.overValue(code) as plan.AnyStage['having'],
    keepWindow,
    ...(readsKeys && { readsKeys }),
    ...(readsPast && { readsPast }),
  }
}

const readFrom =
  (columns: ReadonlyMap<string, Column>) =>
  ({ name }: FieldReference): string =>
    columns.has(name) ? `v[${columns.get(name)!.index}]` : 'null'

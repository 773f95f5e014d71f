// What a query looks at, and the keys and values that it reads → functions over rows, once it is known which slot each
// field has.
import type { Layout } from '../../event/layout.ts'
import { parseTime } from '../../event/time.ts'
import { eventNames, resolveCategory, type Scope } from '../2-check/scope.ts'
import type { EventQuery, Exception, Expression } from '../ast.ts'
import type * as plan from '../plan.ts'
import { keyName } from '../print/expressions.ts'
import type { Clause } from './clauses.ts'
import { condition } from './conditions.ts'
import { rowContext } from './context.ts'
import { needsOf } from './needs.ts'
import { Unit } from './unit.ts'
import { value } from './values.ts'

/** Something that is complete when the slots are known. */
export type Linked<T> = (layout: Layout) => T

export interface QueryContext {
  readonly scope: Scope
  readonly exceptions: readonly Exception[]
  /** Filled while emitting: every field that is read. */
  readonly fields: Set<string>
  /** By field, of which texts one must stand in it to make a difference; null where anything may. */
  readonly sought: Map<string, readonly string[] | null>
  /** By field, the direction of the messages of which it is read; null for both. */
  readonly directions: Map<string, string | null>
  /** The categories that are looked for. */
  categories: number
  /** What each way to look at an event needs of it, as clauses of fields: of each clause it must have one. */
  readonly ways: (readonly (readonly string[])[])[]
}

export function key(part: Expression, context: QueryContext): Linked<plan.KeyPart> {
  const unit = new Unit()
  const code = value(part, rowContext(unit, eventNames(context.scope), context.scope))
  const read = reading(unit, code, context)
  const isField = part.kind === 'field'
  const name = isField ? part.name : keyName(part)
  return (layout) => ({ name, ...read(layout), optional: isField && part.optional })
}

export function eventFilter(
  query: EventQuery,
  stepName: string | null,
  context: QueryContext,
): Linked<plan.EventFilter> {
  const { categories, conditions } = resolveCategory(query.category.text, context.scope)!
  context.categories |= categories
  const exceptions = context.exceptions.filter(({ step }) => step === null || step.text === stepName)
  const wanted = [...conditions, ...(query.condition ? [query.condition] : [])]
  const { unit, code } = conditionsOf(wanted, exceptions, context)
  const needs = needsOf(wanted, context.scope)
  context.ways.push(needs.map((clause) => clause.map(({ field }) => field)))
  const test = linkRow(unit, code, context, directionIn(needs)) as Linked<plan.Predicate>
  return (layout) => {
    const slotted = needs.map((clause) => clause.map((need) => ({ ...need, slot: layout.slot(need.field) })))
    const selection = once(() => unit.overManyRows(code, layout))
    return { categories, test: test(layout), selection, ...(slotted.length > 0 && { needs: slotted }) }
  }
}

/** Where all that a filter reads besides is of no account in messages of another direction. */
function directionIn(needs: readonly Clause[]): string | null {
  for (const [need, ...others] of needs) {
    const isAlone = others.length === 0 && need?.field === 'websocket.direction' && need.kind === 'value'
    if (isAlone && need.values.length === 1) return String(need.values[0])
  }
  return null
}

function once<Result>(make: () => Result): () => Result {
  let made: Result | null = null
  return () => (made ??= make())
}

export function predicate(
  conditions: readonly Expression[],
  exceptions: readonly Exception[],
  context: QueryContext,
): Linked<plan.Predicate> {
  const { unit, code } = conditionsOf(conditions, exceptions, context)
  return linkRow(unit, code, context) as Linked<plan.Predicate>
}

/** All of the conditions hold, and none of the exceptions does. */
function conditionsOf(
  conditions: readonly Expression[],
  exceptions: readonly Exception[],
  context: QueryContext,
): { readonly unit: Unit; readonly code: string } {
  const unit = new Unit()
  const row = rowContext(unit, eventNames(context.scope), context.scope)
  const wanted = conditions.map((part) => condition(part, 'holds', row))
  const excepted = exceptions.map((part) => `!(${inForce(part)}${condition(part.condition, 'holds', row)})`)
  return { unit, code: [...wanted, ...excepted].join(' && ') || 'true' }
}

const dayUs = 86_400_000_000

/** An exception holds up to and including its last day, in UTC and by the event's own time. */
export function inForce({ until }: Exception): string {
  const last = until && parseTime(`${until.text}T00:00:00Z`)
  return last ? `batch.times[row] < ${last.us + dayUs} && ` : ''
}

export function expression(part: Expression, context: QueryContext): Linked<plan.Expression> {
  const unit = new Unit()
  const code = value(part, rowContext(unit, eventNames(context.scope), context.scope))
  return linkRow(unit, code, context)
}

/** The code over rows, and its column where it is a field and nothing else. */
export function reading(
  unit: Unit,
  code: string,
  context: QueryContext,
): Linked<{ readonly read: plan.Expression; readonly slot?: number }> {
  const read = linkRow(unit, code, context)
  const field = unit.fieldOf(code)
  return (layout) => ({ read: read(layout), ...(field !== null && { slot: layout.slot(field) }) })
}

/** The code over rows, with the fields that it reads. */
function linkRow(
  unit: Unit,
  code: string,
  { fields, sought, directions }: QueryContext,
  direction: string | null = null,
): Linked<plan.Expression> {
  for (const name of unit.fields) {
    fields.add(name)
    addDirection(directions, name, direction)
  }
  for (const [name, texts] of unit.sought) sought.set(name, bothSought(sought.get(name), texts))
  return (layout) => unit.overRows(code, layout)
}

/** Notes that a field is read of messages of a direction, or of both. */
export function addDirection(known: Map<string, string | null>, field: string, direction: string | null): void {
  const before = known.get(field)
  known.set(field, before === undefined || before === direction ? direction : null)
}

/** Undefined for what was not read before. */
export function bothSought(
  one: readonly string[] | null | undefined,
  other: readonly string[] | null,
): readonly string[] | null {
  if (one === null || other === null) return null
  return [...new Set([...(one ?? []), ...other])]
}

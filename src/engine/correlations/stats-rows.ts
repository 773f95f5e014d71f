// An event, or what a stage found → the row that the next stage takes: its key, and what each aggregate takes of it.
import type { Aggregate, EventFilter, KeyPart, StagePlan, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { categoryBit } from '../../event/category.ts'
import type { Scalar, Value } from '../../event/value.ts'
import { keyOf, keyOfValues, valuesOfKey } from '../key.ts'
import { longestText, standingFor } from '../long-text.ts'
import type { Inputs } from '../window.ts'
import type { Found, Life, Row } from './stage.ts'

/** What statistics take of an event; null where it is nothing to them. */
export function statsInput(plan: StatsPlan, batch: Batch, row: number): Row | null {
  if (plan.window.kind === 'connection') return connectionInput(plan, batch, row)
  const key = keyFor(plan, batch, row)
  return key === null ? null : { key, inputs: inputsOf(plan.aggregates, batch, row) }
}

/** Of a row that the statistics are about. */
const keyFor = ({ test, by }: StatsPlan, batch: Batch, row: number): string | null =>
  test(batch, row) ? keyOf(by, batch, row) : null

/** What is taken of one event after the other: the same object, filled anew. */
export interface ReusedRow {
  key: string
  readonly inputs: Value[]
}

export const reusedRow = ({ aggregates }: StatsPlan): ReusedRow => ({ key: '', inputs: aggregates.map(() => true) })

/** The same as `statsInput`, for a window that is not of a connection, in a row that is filled anew. */
export function statsInputIn(reused: ReusedRow, plan: StatsPlan, batch: Batch, row: number): Row | null {
  const key = keyFor(plan, batch, row)
  if (key === null) return null
  reused.key = key
  const { aggregates } = plan
  for (let i = 0; i < aggregates.length; i++) reused.inputs[i] = takenBy(aggregates[i]!, batch, row)
  return reused
}

/** Bits of the categories that tell of a connection's beginning and end. */
const lifeCategories = categoryBit('handshake') | categoryBit('close') | categoryBit('connection')

/** Bits of all categories that statistics look at. */
export const statsCategories = (plan: StatsPlan): number =>
  plan.window.kind === 'connection' ? plan.categories | lifeCategories : plan.categories

/** Places of the keys by which its state may be spread: such as every window needs. */
export function spreadBy({ aggregates, by, window, next = [], readsPast }: StatsPlan): readonly number[] {
  // Behind it a statistic hides the key of its name.
  const hidden = new Set([aggregates, ...next.map((stage) => stage.aggregates)].flat().map(({ name }) => name))
  const isIn = (name: string, stage: StagePlan): boolean => stage.by.some((part) => part.name === name)
  const isOfAll = (name: string): boolean => next.every((stage) => !hidden.has(name) && isIn(name, stage))
  // What ends a connection may not tell of its other keys, and its past is that of other connections.
  const usable = window.kind !== 'connection' ? by : readsPast ? [] : by.slice(0, 1)
  return usable.flatMap(({ name }, i) => (isOfAll(name) ? [i] : []))
}

/** An event that is not asked for may still open the window of its connection, or close it. */
function connectionInput(plan: StatsPlan, batch: Batch, row: number): Row | null {
  const connection = plan.by[0]!.read(batch, row)
  if (connection === null) return null
  const whole = keyOf(plan.by, batch, row)
  const life = lifeOf(plan, batch, row)
  if (whole !== null && wants(plan, batch, row)) {
    const inputs = inputsOf(plan.aggregates, batch, row)
    return life ? { key: whole, inputs, life } : { key: whole, inputs }
  }
  // Without all of its key it is known of which connection it tells, but no window that it could open.
  if (!life || (life === 'opens' && whole === null)) return null
  return { key: whole ?? keyOf(plan.by.map(asOptional), batch, row)!, inputs: null, life }
}

const wants = ({ categories, test }: EventFilter, batch: Batch, row: number): boolean =>
  (categories & batch.categories[row]!) !== 0 && test(batch, row)

const asOptional = (part: KeyPart): KeyPart => ({ ...part, optional: true })

const [closeBit, connectionBit] = [categoryBit('close'), categoryBit('connection')]

function lifeOf(plan: StatsPlan, batch: Batch, row: number): Life | undefined {
  const categories = batch.categories[row]!
  if ((categories & lifeCategories) === 0 || plan.window.kind !== 'connection') return undefined
  if ((categories & connectionBit) !== 0) return plan.window.isCutOff?.(batch, row) ? 'closes' : 'ends'
  if ((categories & closeBit) !== 0) return isAboutEnds(plan) ? undefined : 'closes'
  return plan.window.opens(batch, row) ? 'opens' : undefined
}

/** Statistics of what `connection` events say are not complete before that event. */
const isAboutEnds = ({ categories }: EventFilter): boolean =>
  (categories & connectionBit) !== 0 && (categories & closeBit) === 0

/** What a plain `count()` takes of every event. */
const counted: Inputs = [true]

function inputsOf(aggregates: readonly Aggregate[], batch: Batch, row: number): Inputs {
  if (aggregates.length === 1 && !aggregates[0]!.value && !aggregates[0]!.where) return counted
  if (aggregates.length === 1) return [takenBy(aggregates[0]!, batch, row)]
  return aggregates.map((aggregate) => takenBy(aggregate, batch, row))
}

/** What an aggregate takes of an event. */
export function takenBy({ kind, value, where }: Aggregate, batch: Batch, row: number): Value {
  if (where && !where(batch, row)) return null
  if (!value) return true
  const given = value(batch, row)
  if (kind === 'count_distinct') return toTellApart(given)
  return kind === 'rate' ? numberOf(given) : given
}

/** What a rate is of. `true` would count as one, as every event does where a rate is of events. */
const numberOf = (value: Value): Value => (typeof value === 'number' ? value : null)

/** Of what is only told from others no more need be held than does that. */
function toTellApart(value: Value): Value {
  if (typeof value === 'string') return value.length > longestText ? standingFor(value) : value
  return Array.isArray(value) && value.some(isLong) ? value.map((one) => toTellApart(one) as Scalar) : value
}

const isLong = (one: Scalar): boolean => typeof one === 'string' && one.length > longestText

/** What a further stage takes of a row that was found; null where it lacks a key. */
export function nextRow(plan: StagePlan, before: { readonly by: readonly unknown[] }, found: Found): Row | null {
  const { at, key, values } = found
  const row: readonly Value[] = [...values, ...valuesOfKey(key, before.by.length), at.us]
  const parts = plan.by.map(({ read }) => read(row))
  const next = keyOfValues(plan.by, parts)
  if (next === null) return null
  return { key: next, inputs: plan.aggregates.map((aggregate) => takenOf(aggregate, row)) }
}

function takenOf({ kind, value, where }: StagePlan['aggregates'][number], row: readonly Value[]): Value {
  if (where && !where(row)) return null
  if (!value) return true
  return kind === 'rate' ? numberOf(value(row)) : value(row)
}

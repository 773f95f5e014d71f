// `… | stats …`: what sliding and tumbling windows share: what they take from an event, and the match they make.
import type { Aggregate, KeyPart, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { EventDocument, Value } from '../../event/value.ts'
import { HeldEvent, type SavedEvent } from '../held.ts'
import { keyOf } from '../key.ts'
import type { Match } from '../match.ts'
import type { Entry, Inputs, Window } from '../window.ts'

export interface StatsInput {
  readonly key: string
  /** The values of the `by` clause, in its order. */
  readonly parts: readonly Value[]
  readonly inputs: Inputs
}

export function offerStats(plan: StatsPlan, batch: Batch, row: number): StatsInput | null {
  if (!plan.test(batch, row)) return null
  const key = keyOf(plan.by, batch, row)
  if (key === null) return null
  return { key, parts: plan.by.map((part) => part.read(batch, row)), inputs: inputsOf(plan.aggregates, batch, row) }
}

const inputsOf = (aggregates: readonly Aggregate[], batch: Batch, row: number): Inputs =>
  aggregates.map(({ value, where }) => {
    if (where && !where(batch, row)) return null
    return value ? value(batch, row) : true
  })

export const namedValues = (plan: StatsPlan, values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(plan.aggregates.map(({ name }, i) => [name, values[i] ?? null]))

export const namedKeys = (by: readonly KeyPart[], parts: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(by.map(({ name }, i) => [name, parts[i] ?? null]))

export function statsMatch(
  plan: StatsPlan,
  found: {
    readonly key: string
    readonly parts: readonly Value[]
    readonly values: readonly Value[]
    readonly window: Window
    readonly at: { readonly us: number; readonly nanos: number; readonly sequence: number }
    readonly completedBy: string
  },
): Omit<Match, 'rule'> {
  const { us, nanos, sequence } = found.at
  return {
    us,
    nanos,
    sequence,
    completedBy: found.completedBy,
    key: found.key,
    keys: namedKeys(plan.by, found.parts),
    values: namedValues(plan, found.values),
    steps: [{ name: '1', count: found.window.size, events: documents(found.window.entries()) }],
  }
}

const documents = (entries: readonly Entry[]): EventDocument[] =>
  entries.flatMap(({ event }) => (event?.document ? [event.document] : []))

type SavedEntry = readonly [us: number, nanos: number, sequence: number, inputs: Inputs, event: SavedEvent | null]

export const saveEntry = ({ us, nanos, sequence, inputs, event }: Entry): SavedEntry => [
  us,
  nanos,
  sequence,
  inputs,
  event?.save() ?? null,
]

export const loadEntry = (saved: unknown): Entry => {
  const [us, nanos, sequence, inputs, event] = saved as SavedEntry
  return { us, nanos, sequence, inputs, event: event && HeldEvent.load(event) }
}

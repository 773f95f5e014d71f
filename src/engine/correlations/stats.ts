// `… | stats …`: what sliding and tumbling windows share: what they take from an event, and the match they make.
import type { Aggregate, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { EventDocument, Value } from '../../event/value.ts'
import { countFailure } from '../bounds.ts'
import { type HeldEvent, type Time, timeOf } from '../held.ts'
import { keyOf, keyValues } from '../key.ts'
import type { Match } from '../match.ts'
import type { Inputs, Window } from '../window.ts'
import type { CorrelationContext } from './correlation.ts'

export interface StatsInput {
  readonly key: string
  readonly inputs: Inputs
}

export function offerStats(
  plan: StatsPlan,
  { owns }: Pick<CorrelationContext, 'owns'>,
  batch: Batch,
  row: number,
): StatsInput | null {
  if (!plan.test(batch, row)) return null
  const key = keyOf(plan.by, batch, row)
  if (key === null || (owns && !owns(key, batch, row))) return null
  return { key, inputs: inputsOf(plan.aggregates, batch, row) }
}

/** What a plain `count()` takes of every event. */
const counted: Inputs = [true]

function inputsOf(aggregates: readonly Aggregate[], batch: Batch, row: number): Inputs {
  if (aggregates.length === 1 && !aggregates[0]!.value && !aggregates[0]!.where) return counted
  return aggregates.map(({ value, where }) => {
    if (where && !where(batch, row)) return null
    return value ? value(batch, row) : true
  })
}

/** Whether the rule's condition holds on the statistics. Where its code fails it does not. */
export function judge({ having }: StatsPlan, values: readonly Value[], { counters }: CorrelationContext): boolean {
  try {
    return having(values)
  } catch (error) {
    countFailure(counters, error)
    return false
  }
}

/** `newest`: the event that completed the match, where there is one. */
export function statsMatch(
  plan: StatsPlan,
  found: {
    readonly key: string
    readonly values: readonly Value[]
    readonly window: Window
    readonly at: Time & { readonly sequence: number }
    readonly completedBy: string
    readonly newest: HeldEvent | null
  },
): Omit<Match, 'rule'> {
  const { key, values, window, at, completedBy, newest } = found
  return {
    us: at.us,
    nanos: at.nanos,
    start: timeOf(window.oldest ?? at),
    sequence: at.sequence,
    completedBy,
    key,
    keys: keyValues(plan.by, key),
    values: Object.fromEntries(plan.aggregates.map(({ name }, i) => [name, values[i] ?? null])),
    steps: [{ name: '1', count: window.size, events: documents(window, newest) }],
  }
}

/** The newest is there also where no more evidence may be kept. */
function documents(window: Window, newest: HeldEvent | null): EventDocument[] {
  const kept = window.entries().map(({ event }) => event?.document ?? null)
  const all = newest === null || newest.isKept ? kept : [...kept, newest.document]
  return all.filter((document) => document !== null)
}

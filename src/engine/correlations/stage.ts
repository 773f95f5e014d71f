// The contract of one `| stats …`: which rows go into its windows, what time does, and what it finds.
import type { AnyStage, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { type Admits, type Bounds, type Counters, countFailure } from '../bounds.ts'
import { HeldEvent, type Time } from '../held.ts'
import type { HeldRows } from '../held-rows.ts'
import { valuesOfKey } from '../key.ts'
import { type Completer, completer } from '../match.ts'
import type { Size } from '../size.ts'
import type { Selected, Taker } from '../sliding-rows.ts'
import type { Tally } from '../tally.ts'
import type { Inputs } from '../window.ts'

/** What a row does to the connection that it is of. */
export type Life = 'opens' | 'closes' | 'ends'

/** When a row was, and what tells it from others of that time. */
export type At = Position & { readonly id: string }

/** What a stage takes of an event, or of what the stage before found. Plain data, so that it can wait and be saved. */
export interface Row {
  readonly key: string
  /** Null where the row only tells of its connection. */
  readonly inputs: Inputs | null
  readonly life?: Life
}

/** A window that the condition holds on. */
export interface Found {
  readonly at: Position
  /** Tells it from every other of its key. */
  readonly completedBy: Completer
  /** When the first of its rows was. */
  readonly start: Time
  readonly key: string
  readonly values: readonly Value[]
  /** Places of those that are not exact. */
  readonly approximate: readonly number[]
  /** How many rows it holds. */
  readonly count: number
  /** The newest of them. */
  readonly events: readonly HeldEvent[]
}

export interface Stage {
  /** Rows come in order. `event` shows the row, where it is still known. False where it changed nothing. */
  take(row: Row, at: At, event: HeldEvent | null): boolean
  /** The same for a row of a batch, where that is cheaper. `rows`: those of the batch that are held. */
  takeRow?(row: Row, batch: Batch, number: number, rows: HeldRows): boolean
  /** As `Correlation` has it, for the first stage of a plan. */
  takeRows?(plan: StatsPlan, of: Selected, taker: Taker): number
  /** No row before that time will come any more. */
  advance(to: Position): void
  /** Whether time alone may still bring something. */
  waits(): boolean
  /** Windows that would be found if nothing else came. */
  undecided(): number
  /** What it holds now. */
  size(): Size
  /** Lets go of the key longest untouched, if there is more than one. False where nothing could go. */
  evict(): boolean
  /** As `Correlation` has it. */
  changePlan(plan: AnyStage): void
  save(): unknown
  load(saved: unknown): void
}

export interface StageContext {
  readonly bounds: Bounds
  readonly counters: Counters
  /** Null where every key is taken in. */
  readonly admits: Admits | null
  readonly found: (found: Found) => void
}

export interface Judged {
  readonly key: string
  readonly values: readonly Value[]
  readonly past?: readonly Value[] | null
}

/** Whether the condition holds on the statistics. Where its code fails it does not. */
export function holds(plan: AnyStage, judged: Judged, counters: Counters): boolean {
  try {
    return plan.having(plan.readsKeys || plan.readsPast ? everythingOf(plan, judged) : judged.values)
  } catch (error) {
    countFailure(counters, error)
    return false
  }
}

const everythingOf = ({ by }: AnyStage, { key, values, past }: Judged): readonly Value[] => [
  ...values,
  ...valuesOfKey(key, by.length),
  ...(past ?? values.map(() => null)),
]

/** Whoever a row is of answers for itself, also when nothing holds it any more. */
export const completing = (at: At): Completer => (at instanceof HeldEvent ? at.source : completer(at.id))

/** What is found in a window that is over, or judged on the way. */
export const foundIn = (
  tally: Tally,
  { values, at, completedBy }: Pick<Found, 'values' | 'at' | 'completedBy'>,
): Found => ({
  at,
  completedBy,
  values: tally.told(values),
  approximate: tally.approximate(),
  start: tally.first ?? { us: at.us, nanos: at.nanos },
  key: tally.key,
  count: tally.size,
  events: [...tally.events],
})

// Rows of one batch, in order, none of which need wait → the sliding windows of their keys, where one number at most is kept of
// an event: in a loop that is made for the rule. The same as windows.ts does for one row after the other.
import type { Aggregate, StatsPlan } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Value } from '../event/value.ts'
import type { CodedSlots } from './coded-slots.ts'
import { takenBy } from './correlations/stats-rows.ts'
import type { Entries } from './entries.ts'
import type { HeldRows } from './held-rows.ts'
import type { Kept } from './kept.ts'
import { keyOf } from './key.ts'
import type { RowList } from './row-list.ts'
import { type SlidingShape, slidingSource } from './sliding-source.ts'
import type { Windows } from './windows.ts'

/** Whoever gave the rows. */
export interface Taker {
  /** What a row was for the rule; whether it changed anything. */
  took(batch: Batch, row: number, rows: HeldRows, changed: boolean): void
}

/** Rows of a batch that pass the filter, and who holds those that outlast it. */
export interface Selected {
  readonly batch: Batch
  readonly selected: RowList
  readonly rows: HeldRows
}

/** Whoever is told of windows in which the condition holds. */
export interface Finder {
  /** The row just went into the window of that slot. */
  find(slot: number, values: readonly Value[], key: string, row: number, of: Selected): void
  /** The condition's own code failed. */
  failed(error: unknown): void
}

/** The place of the first that was not taken. */
type Loop = (rows: SlidingRows, of: Selected, taker: Taker) => number

export class SlidingRows {
  // What the loop works on.
  readonly windows: Windows
  readonly entries: Entries
  readonly coded: CodedSlots
  readonly kept: Kept
  /** The aggregate, as it is judged. */
  readonly told: Value[] = [null]
  readonly #finder: Finder

  constructor(windows: Windows, finder: Finder) {
    this.windows = windows
    this.entries = windows.entries
    this.coded = windows.coded
    this.kept = windows.kept
    this.#finder = finder
  }

  /** Whether the statistics of such a plan can be taken this way. */
  static isFor({ aggregates, next, readsKeys, readsPast }: StatsPlan, { columns }: Entries): boolean {
    return !next && !readsKeys && !readsPast && aggregates.length === 1 && columns.ofValues.length === 0
  }

  /** Of rows that pass the filter. Gives the place of the first that was not taken: from there on the rule's own code fails on one. */
  take(plan: StatsPlan, of: Selected, taker: Taker): number {
    return this.#loopOf(plan)(this, of, taker)
  }

  find(slot: number, row: number, of: Selected): void {
    this.#finder.find(slot, this.told, this.windows.slots.keyOf(slot), row, of)
  }

  holds(having: StatsPlan['having']): boolean {
    try {
      return having(this.told)
    } catch (error) {
      this.#finder.failed(error)
      return false
    }
  }

  #loopOf(plan: StatsPlan): Loop {
    const known = loops.get(plan)
    if (known) return known
    const { by, aggregates, having } = plan
    const aggregate = aggregates[0]!
    const loop = makerOf(slidingSource(this.#shapeOf(plan)))({
      keyOf: (batch, row) => keyOf(by, batch, row),
      numberOf: (batch, row) => takenBy(aggregate, batch, row),
      having,
    })
    loops.set(plan, loop)
    return loop
  }

  #shapeOf({ by, aggregates: [aggregate], window }: StatsPlan): SlidingShape {
    const { stride, rings, columns } = this.entries
    return {
      spanUs: (window as { readonly spanUs: number }).spanUs,
      stride,
      width: rings.width,
      keySlot: by.length === 1 ? (by[0]!.slot ?? null) : null,
      keepsNumber: columns.ofNumbers.length > 0,
      numberSlot: slotOf(aggregate!),
      isSize: columns.kinds[0] === 'size',
    }
  }
}

/** Where a number in that column is what the aggregate takes. */
const slotOf = ({ kind, slot, where }: Aggregate): number | null =>
  slot === undefined || where || kind === 'count' ? null : slot

/** The rule's own code, as the loop calls it. */
interface OwnCode {
  readonly keyOf: (batch: Batch, row: number) => string | null
  readonly numberOf: (batch: Batch, row: number) => Value
  readonly having: StatsPlan['having']
}

/** Of plans that are not used any more nothing is kept. */
const loops = new WeakMap<StatsPlan, Loop>()

/** Of thousands of rules most have the same few shapes. */
const makers = new Map<string, (own: OwnCode) => Loop>()
const mostMakers = 256

function makerOf(source: string): (own: OwnCode) => Loop {
  const known = makers.get(source)
  if (known) return known
  if (makers.size >= mostMakers) makers.clear()
  const maker = new Function('k', source) as (own: OwnCode) => Loop
  makers.set(source, maker)
  return maker
}

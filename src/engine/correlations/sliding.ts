// `| stats … over 60s`: judged at each arriving row over the rows younger than the span.

import type { AnyStage, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { countFailure } from '../bounds.ts'
import { HeldEvent, timeOf } from '../held.ts'
import type { HeldRows } from '../held-rows.ts'
import type { SavedKeys } from '../keys.ts'
import type { Size } from '../size.ts'
import { type Selected, SlidingRows, type Taker } from '../sliding-rows.ts'
import { type SavedWindow, Windows } from '../windows.ts'
import { type At, completing, holds, type Row, type Stage, type StageContext } from './stage.ts'

export class SlidingStage implements Stage {
  #plan: AnyStage
  readonly #spanUs: number
  readonly #context: StageContext
  readonly #windows: Windows
  /** Made when it is first wanted: most rules see few rows. */
  #rows: SlidingRows | null = null

  constructor(plan: AnyStage, spanUs: number, context: StageContext) {
    this.#plan = plan
    this.#spanUs = spanUs
    this.#context = context
    this.#windows = new Windows(plan, context)
  }

  take({ key, inputs }: Row, at: At, event: HeldEvent | null): boolean {
    this.#windows.forgetOver(at.us, at.nanos, this.#spanUs)
    if (!this.#windows.admits(key)) return false
    const slot = this.#windows.touch(key)
    this.#windows.expire(slot, at.us, at.nanos, this.#spanUs)
    this.#windows.add(slot, at, event, inputs!)
    const values = this.#windows.read(slot, this.#spanUs)
    if (holds(this.#plan, { key, values }, this.#context.counters)) this.#tell(slot, values, { key, at, event })
    return true
  }

  /** The same for a row of a batch: most are no match, and nothing is made for them. */
  takeRow({ key, inputs }: Row, batch: Batch, row: number, rows: HeldRows): boolean {
    const us = batch.times[row]!
    const nanos = batch.nanos[row]!
    this.#windows.forgetOver(us, nanos, this.#spanUs)
    if (!this.#windows.admits(key)) return false
    const slot = this.#windows.touch(key)
    this.#windows.expire(slot, us, nanos, this.#spanUs)
    this.#windows.addRow(slot, us, nanos, inputs!, rows, row)
    const values = this.#windows.read(slot, this.#spanUs)
    if (!holds(this.#plan, { key, values }, this.#context.counters)) return true
    const event = HeldEvent.of(batch, row, rows)
    this.#tell(slot, values, { key, at: event, event })
    return true
  }

  takeRows(plan: StatsPlan, of: Selected, taker: Taker): number {
    if (!SlidingRows.isFor(plan, this.#windows.entries)) return 0
    this.#rows ??= new SlidingRows(this.#windows, this)
    return this.#rows.take(plan, of, taker)
  }

  /** As `Finder` has it. */
  find(slot: number, values: readonly Value[], key: string, row: number, { batch, rows }: Selected): void {
    const event = HeldEvent.of(batch, row, rows)
    this.#tell(slot, values, { key, at: event, event })
  }

  failed(error: unknown): void {
    countFailure(this.#context.counters, error)
  }

  #tell(slot: number, values: readonly Value[], { key, at, event }: Completion): void {
    this.#context.found({
      at,
      completedBy: completing(at),
      key,
      values: this.#windows.told(slot, values),
      approximate: this.#windows.approximate(slot),
      start: this.#windows.oldest(slot) ?? timeOf(at),
      count: this.#windows.sizeOf(slot),
      events: withNewest(this.#windows.events(slot), event),
    })
    if (!this.#plan.keepWindow) this.#windows.forget(slot)
  }

  /** Keys whose newest row is out of any window to come are forgotten. */
  advance({ us, nanos }: Position): void {
    this.#windows.forgetOver(us, nanos, this.#spanUs)
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  size(): Size {
    return this.#windows.size()
  }

  evict(): boolean {
    return this.#windows.evict()
  }

  changePlan(plan: AnyStage): void {
    this.#plan = plan
  }

  save(): unknown {
    return this.#windows.save()
  }

  load(saved: unknown): void {
    this.#windows.load(saved as SavedKeys<SavedWindow>)
  }
}

/** What completes a match. */
interface Completion {
  readonly key: string
  readonly at: At
  readonly event: HeldEvent | null
}

/** The newest is there also where no more evidence may be kept. */
const withNewest = (kept: HeldEvent[], newest: HeldEvent | null): HeldEvent[] =>
  newest === null || kept.at(-1)?.is(newest) ? kept : [...kept, newest]

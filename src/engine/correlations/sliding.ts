// `| stats … over 60s`: judged at each arriving event over the events younger than the span.
import type { StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import { within } from '../held.ts'
import { type SavedWindow, Windows } from '../windows.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { judge, offerStats, type StatsInput, statsMatch } from './stats.ts'

export class SlidingCorrelation implements Correlation<StatsInput> {
  readonly categories: number
  readonly #plan: StatsPlan
  readonly #context: CorrelationContext
  readonly #windows: Windows

  constructor(plan: StatsPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    this.#windows = new Windows(plan.aggregates, context)
  }

  offer(batch: Batch, row: number): StatsInput | null {
    return offerStats(this.#plan, this.#context, batch, row)
  }

  apply({ event, input: { key, inputs } }: Candidate<StatsInput>): boolean {
    const window = this.#windows.touch(key)
    this.#windows.expire(window, event, this.#plan.window.spanUs)
    this.#windows.add(window, event, inputs)
    const values = window.read()
    if (!judge(this.#plan, values, this.#context)) return true
    this.#context.emit(statsMatch(this.#plan, { key, values, window, at: event, completedBy: event.id, newest: event }))
    if (!this.#plan.keepWindow) this.#windows.forget(key, window)
    return true
  }

  /** Keys whose newest event is out of any window to come are forgotten. */
  advance(to: Position): void {
    const { spanUs } = this.#plan.window
    this.#windows.forgetWhile(({ newest }) => newest === undefined || !within(newest, to, spanUs))
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  save(): unknown {
    return this.#windows.save()
  }

  load(state: unknown): void {
    this.#windows.load(state as readonly SavedWindow[])
  }
}

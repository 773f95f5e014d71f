// `| stats … over tumbling 60s`: windows aligned to the epoch, start inclusive, end exclusive, judged when they end.
// A known key's empty windows are judged too, until one of them fired: then the key has to be seen again.
import type { StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { exclusive, type Position } from '../../event/position.ts'
import { Window } from '../window.ts'
import { type SavedWindow, Windows } from '../windows.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { judge, offerStats, type StatsInput, statsMatch } from './stats.ts'

export class TumblingCorrelation implements Correlation<StatsInput> {
  readonly categories: number
  readonly #plan: StatsPlan
  readonly #context: CorrelationContext
  readonly #windows: Windows
  /** Where the open windows end, in microseconds: events come in order, so it is one time for all keys. */
  #endUs = Number.NEGATIVE_INFINITY
  /** Whether an empty window would fire; where it would not, a key is forgotten as soon as its window closed. */
  readonly #emptyFires: boolean

  constructor(plan: StatsPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    this.#windows = new Windows(plan.aggregates, context)
    this.#emptyFires = judge(plan, new Window(plan.aggregates).read(), context)
  }

  offer(batch: Batch, row: number): StatsInput | null {
    return offerStats(this.#plan, this.#context, batch, row)
  }

  apply({ event, input }: Candidate<StatsInput>): boolean {
    this.advance(event)
    const { spanUs } = this.#plan.window
    this.#endUs = (Math.floor(event.us / spanUs) + 1) * spanUs
    const window = this.#windows.touch(input.key)
    this.#windows.add(window, event, input.inputs)
    window.lastId = event.id
    return true
  }

  advance(to: Position): void {
    while (this.#windows.size > 0 && this.#endUs <= to.us) {
      // At the end of time no further window follows.
      const last = !this.#emptyFires || to.us === Number.POSITIVE_INFINITY
      for (const [key, window] of this.#windows) this.#close(key, window, last)
      this.#endUs += this.#plan.window.spanUs
    }
  }

  waits(): boolean {
    return this.#windows.size > 0
  }

  undecided(): number {
    return [...this.#windows].filter(([, window]) => judge(this.#plan, window.read(), this.#context)).length
  }

  save(): unknown {
    return { endUs: this.#windows.size === 0 ? null : this.#endUs, windows: this.#windows.save() }
  }

  load(saved: unknown): void {
    const { endUs, windows } = saved as { readonly endUs: number | null; readonly windows: readonly SavedWindow[] }
    if (endUs !== null) this.#endUs = endUs
    this.#windows.load(windows)
  }

  #close(key: string, window: Window, last: boolean): void {
    const isEmpty = window.size === 0
    const fired = this.#judge(key, window)
    if (last || (isEmpty && fired)) this.#windows.forget(key, window)
    else this.#windows.clear(window)
  }

  #judge(key: string, window: Window): boolean {
    const values = window.read()
    if (!judge(this.#plan, values, this.#context)) return false
    const at = { us: this.#endUs, nanos: 0, sequence: exclusive }
    // The end of the window tells one window's incident from the next of the same key.
    const completedBy = `${window.lastId}@${this.#endUs}`
    this.#context.emit(statsMatch(this.#plan, { key, values, window, at, completedBy, newest: null }))
    return true
  }
}

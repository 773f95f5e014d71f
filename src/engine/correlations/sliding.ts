// `| stats … over 60s`: judged at each arriving event over the events younger than the span.
import type { StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { Evidence } from '../evidence.ts'
import { type HeldEvent, within } from '../held.ts'
import { Keys } from '../keys.ts'
import { Window } from '../window.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { loadEntry, offerStats, type StatsInput, saveEntry, statsMatch } from './stats.ts'

interface KeyState {
  readonly parts: readonly Value[]
  readonly window: Window
}

export class SlidingCorrelation implements Correlation<StatsInput> {
  readonly categories: number
  readonly #plan: StatsPlan
  readonly #context: CorrelationContext
  readonly #keys: Keys<KeyState>
  readonly #evidence: Evidence

  constructor(plan: StatsPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    this.#evidence = new Evidence(context.bounds)
    this.#keys = new Keys(context.bounds.keys, ({ window }) => {
      context.counters.evictedKeys++
      this.#evidence.dropAll(window)
    })
  }

  offer(batch: Batch, row: number): StatsInput | null {
    return offerStats(this.#plan, batch, row)
  }

  apply({ event, input }: Candidate<StatsInput>): boolean {
    const { window } = this.#keys.touch(input.key, () => this.#open(input.parts))
    this.#expire(window, event)
    const { us, nanos, sequence } = event
    window.add({ us, nanos, sequence, inputs: input.inputs, event: this.#evidence.keep(event) })
    this.#evidence.trim(window)
    this.#judge(window, event, input)
    return true
  }

  /** Keys whose newest event is out of any window to come are forgotten. */
  advance(to: Position): void {
    const { spanUs } = this.#plan.window
    this.#keys.dropWhile(({ window }) => {
      const newest = window.newest
      if (newest && within(newest, to, spanUs)) return false
      this.#evidence.dropAll(window)
      return true
    })
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  save(): unknown {
    return [...this.#keys].map(([key, { parts, window }]) => [key, parts, window.entries().map(saveEntry)])
  }

  load(state: unknown): void {
    for (const [key, parts, entries] of state as [string, Value[], unknown[]][]) {
      const { window } = this.#keys.touch(key, () => this.#open(parts))
      for (const entry of entries) window.add(loadEntry(entry))
      this.#evidence.count(window)
    }
  }

  #open(parts: readonly Value[]): KeyState {
    return { parts, window: new Window(this.#plan.aggregates) }
  }

  #expire(window: Window, at: Position): void {
    const { spanUs } = this.#plan.window
    window.expire(at, spanUs, (entry) => this.#evidence.drop(entry))
    while (window.size >= this.#context.bounds.eventsPerKey) {
      this.#evidence.drop(window.removeOldest())
      this.#context.counters.evictedEvents++
    }
  }

  #judge(window: Window, at: HeldEvent, { key, parts }: StatsInput): void {
    const values = window.read()
    if (!this.#plan.having(values)) return
    this.#context.emit(statsMatch(this.#plan, { key, parts, values, window, at, completedBy: at.id }))
    if (this.#plan.keepWindow) return
    this.#evidence.dropAll(window)
    window.clear()
  }
}

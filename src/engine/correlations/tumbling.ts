// `| stats … over tumbling 60s`: windows aligned to the epoch, start inclusive, end exclusive, judged when they end.
// A known key's empty windows are judged too, until one of them fired: then the key has to be seen again.
import type { StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { exclusive, type Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { Evidence } from '../evidence.ts'
import { Heap } from '../heap.ts'
import { Keys } from '../keys.ts'
import { Window } from '../window.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { loadEntry, offerStats, type StatsInput, saveEntry, statsMatch } from './stats.ts'

interface KeyState {
  readonly key: string
  readonly parts: readonly Value[]
  readonly window: Window
  /** Where the open window ends, in microseconds. */
  endUs: number
  /** `event.id` of the newest event of the key, in whatever window. */
  lastId: string
  evicted: boolean
}

export class TumblingCorrelation implements Correlation<StatsInput> {
  readonly categories: number
  readonly #plan: StatsPlan
  readonly #context: CorrelationContext
  readonly #keys: Keys<KeyState>
  readonly #evidence: Evidence
  readonly #closings = new Heap<{ readonly endUs: number; readonly state: KeyState }>((a, b) => a.endUs - b.endUs)
  /** Whether an empty window would fire; where it would not, a key is forgotten as soon as its window closed. */
  readonly #emptyFires: boolean

  constructor(plan: StatsPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    this.#evidence = new Evidence(context.bounds)
    this.#keys = new Keys(context.bounds.keys, (state) => {
      context.counters.evictedKeys++
      state.evicted = true
      this.#evidence.dropAll(state.window)
    })
    this.#emptyFires = plan.having(new Window(plan.aggregates).read())
  }

  offer(batch: Batch, row: number): StatsInput | null {
    return offerStats(this.#plan, batch, row)
  }

  apply({ event, input }: Candidate<StatsInput>): boolean {
    this.advance({ us: event.us, nanos: event.nanos, sequence: exclusive })
    const state = this.#keys.touch(input.key, () => this.#open(input, event.us))
    const { window } = state
    if (window.size >= this.#context.bounds.eventsPerKey) {
      this.#evidence.drop(window.removeOldest())
      this.#context.counters.evictedEvents++
    }
    const { us, nanos, sequence } = event
    state.lastId = event.id
    window.add({ us, nanos, sequence, inputs: input.inputs, event: this.#evidence.keep(event) })
    this.#evidence.trim(window)
    return true
  }

  advance(to: Position): void {
    for (let next = this.#closings.peek(); next && next.endUs <= to.us; next = this.#closings.peek()) {
      this.#closings.pop()
      if (!next.state.evicted) this.#close(next.state, to)
    }
  }

  waits(): boolean {
    return this.#keys.size > 0
  }

  undecided(): number {
    return [...this.#keys].filter(([, { window }]) => this.#plan.having(window.read())).length
  }

  save(): unknown {
    return [...this.#keys].map(([key, { parts, window, endUs, lastId }]) => [
      key,
      parts,
      endUs,
      lastId,
      window.entries().map(saveEntry),
    ])
  }

  load(saved: unknown): void {
    for (const [key, parts, endUs, lastId, entries] of saved as [string, Value[], number, string, unknown[]][]) {
      const state = this.#keys.touch(key, () =>
        this.#schedule({ key, parts, window: new Window(this.#plan.aggregates), endUs, lastId, evicted: false }),
      )
      for (const entry of entries) state.window.add(loadEntry(entry))
      this.#evidence.count(state.window)
    }
  }

  #open({ key, parts }: StatsInput, us: number): KeyState {
    const { spanUs } = this.#plan.window
    const endUs = (Math.floor(us / spanUs) + 1) * spanUs
    return this.#schedule({ key, parts, window: new Window(this.#plan.aggregates), endUs, lastId: '', evicted: false })
  }

  #schedule(state: KeyState): KeyState {
    this.#closings.push({ endUs: state.endUs, state })
    return state
  }

  #close(state: KeyState, to: Position): void {
    const { window, key, parts } = state
    const empty = window.size === 0
    const values = window.read()
    const fired = this.#plan.having(values)
    if (fired) {
      const at = { us: state.endUs, nanos: 0, sequence: exclusive }
      // The end of the window tells one window's incident from the next of the same key.
      const completedBy = `${state.lastId}@${state.endUs}`
      this.#context.emit(statsMatch(this.#plan, { key, parts, values, window, at, completedBy }))
    }
    this.#evidence.dropAll(window)
    window.clear()
    if (!this.#emptyFires || (empty && fired) || to.us === Number.POSITIVE_INFINITY) this.#keys.delete(key)
    else {
      state.endUs += this.#plan.window.spanUs
      this.#schedule(state)
    }
  }
}

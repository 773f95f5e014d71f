// The events of one key inside a window that slides, oldest first, and the aggregates over them.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import type { Accumulator } from './aggregates/accumulator.ts'
import { accumulatorsOf } from './aggregates/index.ts'
import { Queue } from './aggregates/queue.ts'
import { type HeldEvent, type Time, within } from './held.ts'

/** What each aggregate takes from an event; null where its own `where` or a missing value leaves the event out. */
export type Inputs = readonly Value[]

export interface Entry extends Time {
  readonly inputs: Inputs
  /** Let go when newer ones are evidence enough. */
  event: HeldEvent | null
}

export class Window {
  readonly #accumulators: readonly Accumulator[]
  readonly #entries = new Queue<Entry>()
  #removed = 0
  /** What `read` fills. */
  readonly #values: Value[]

  constructor(aggregates: readonly AnyAggregate[]) {
    this.#accumulators = accumulatorsOf(aggregates, 'slides')
    this.#values = aggregates.map(() => null)
  }

  get size(): number {
    return this.#entries.size
  }

  get oldest(): Entry | undefined {
    return this.#entries.oldest
  }

  get newest(): Entry | undefined {
    return this.#entries.newest
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return Array.from({ length: this.size }, (_, n) => this.#entries.at(n)!)
  }

  /** The newest so many, newest first. */
  eachNewest(n: number, visit: (entry: Entry) => void): void {
    for (let i = this.size - 1; i >= Math.max(0, this.size - n); i--) visit(this.#entries.at(i)!)
  }

  /** The n-th newest, from 0. */
  fromEnd(n: number): Entry | undefined {
    return n < this.size ? this.#entries.at(this.size - 1 - n) : undefined
  }

  add(entry: Entry): void {
    const ordinal = this.#removed + this.size
    this.#entries.push(entry)
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = entry.inputs[i]!
      if (input !== null) this.#accumulators[i]!.add(input, ordinal)
    }
  }

  /** A sliding window at `at` holds what is younger than the span: `at - span < event time`. */
  expire(at: Time, spanUs: number, expired: (entry: Entry) => void): void {
    for (let entry = this.oldest; entry && !younger(entry, at, spanUs); entry = this.oldest) {
      this.removeOldest()
      expired(entry)
    }
  }

  removeOldest(): Entry {
    const entry = this.oldest!
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = entry.inputs[i]!
      if (input !== null) this.#accumulators[i]!.remove(input, this.#removed)
    }
    this.#entries.shift()
    this.#removed++
    return entry
  }

  /** In the order of the aggregates; good until the next call. */
  read(lastedUs: number): readonly Value[] {
    for (let i = 0; i < this.#accumulators.length; i++) this.#values[i] = this.#accumulators[i]!.read(lastedUs)
    return this.#values
  }
}

/** Less than a span ago, to the nanosecond: an event whose age is exactly the span is out. */
export const younger = (entry: Time, at: Time, spanUs: number): boolean =>
  within(entry, at, spanUs) && !(at.us - entry.us === spanUs && at.nanos === entry.nanos)

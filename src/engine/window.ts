// The events of one key inside a window, oldest first, and the aggregates over them.
import type { Aggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import type { Accumulator } from './aggregates/accumulator.ts'
import { accumulators } from './aggregates/index.ts'
import { type HeldEvent, type Time, within } from './held.ts'

/** What each aggregate takes from an event; null where its own `where` or a missing value leaves the event out. */
export type Inputs = readonly Value[]

export interface Entry extends Time {
  readonly inputs: Inputs
  /** Let go when newer ones are evidence enough. */
  event: HeldEvent | null
}

export class Window {
  /** `event.id` of the newest event of the key, for who completes matches by it; outlasts `clear`. */
  lastId = ''
  readonly #aggregates: readonly Aggregate[]
  #accumulators: Accumulator[]
  #entries: Entry[] = []
  #first = 0
  #removed = 0
  /** What `read` fills. */
  readonly #values: Value[]

  constructor(aggregates: readonly Aggregate[]) {
    this.#aggregates = aggregates
    this.#accumulators = fresh(aggregates)
    this.#values = aggregates.map(() => null)
  }

  get size(): number {
    return this.#entries.length - this.#first
  }

  get oldest(): Entry | undefined {
    return this.#entries[this.#first]
  }

  get newest(): Entry | undefined {
    return this.size === 0 ? undefined : this.#entries.at(-1)
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return this.#entries.slice(this.#first)
  }

  /** The n-th newest, from 0. */
  fromEnd(n: number): Entry | undefined {
    return n < this.size ? this.#entries[this.#entries.length - 1 - n] : undefined
  }

  /** The newest so many, newest first. */
  eachNewest(n: number, visit: (entry: Entry) => void): void {
    const last = Math.max(this.#first, this.#entries.length - n)
    for (let i = this.#entries.length - 1; i >= last; i--) visit(this.#entries[i]!)
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
    while (this.size > 0 && !younger(this.#entries[this.#first]!, at, spanUs)) expired(this.removeOldest())
  }

  removeOldest(): Entry {
    const entry = this.#entries[this.#first]!
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = entry.inputs[i]!
      if (input !== null) this.#accumulators[i]!.remove(input, this.#removed)
    }
    this.#first++
    this.#removed++
    if (this.#first > 32 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
    return entry
  }

  clear(): void {
    this.#removed += this.size
    this.#entries = []
    this.#first = 0
    this.#accumulators = fresh(this.#aggregates)
  }

  /** In the order of the aggregates; good until the next call. */
  read(): readonly Value[] {
    for (let i = 0; i < this.#accumulators.length; i++) this.#values[i] = this.#accumulators[i]!.read()
    return this.#values
  }
}

const fresh = (aggregates: readonly Aggregate[]): Accumulator[] => aggregates.map(({ kind }) => accumulators[kind]())

/** Less than a span ago, to the nanosecond: an event whose age is exactly the span is out. */
const younger = (entry: Time, at: Time, spanUs: number): boolean =>
  within(entry, at, spanUs) && !(at.us - entry.us === spanUs && at.nanos === entry.nanos)

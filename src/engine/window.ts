// What came of one key within a span that slides, oldest first, and the aggregates over it. Times and values lie in rings,
// not in an object each; whole events are held of the newest alone.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import { type Accumulator, approximateOf, type Exactness, toldBy } from './aggregates/accumulator.ts'
import { accumulatorsOf } from './aggregates/index.ts'
import type { Evidence } from './evidence.ts'
import { type HeldEvent, type Time, within } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import { Newest } from './newest.ts'

/** What each aggregate takes from an event; null where its own `where` or a missing value leaves the event out. */
export type Inputs = readonly Value[]

export interface Entry extends Time {
  readonly inputs: Inputs
  /** Null where newer ones are evidence enough. */
  readonly event: HeldEvent | null
}

/** Entries that a new ring has room for; a power of two, as every room is. */
const leastRoom = 4

export class Window {
  readonly #accumulators: readonly Accumulator[]
  #room = leastRoom
  #us: number[] = new Array(leastRoom).fill(0)
  /** Null as long as all are 0. */
  #nanos: number[] | null = null
  /** By aggregate. */
  #inputs: Value[][]
  readonly #newest: Newest
  /** Ordinal of the oldest: how many went out. */
  #first = 0
  #size = 0
  /** What `read` fills. */
  readonly #values: Value[]

  constructor(aggregates: readonly AnyAggregate[], evidence: Evidence, exactness: Exactness) {
    this.#accumulators = accumulatorsOf(aggregates, 'slides', exactness)
    this.#newest = new Newest(evidence)
    this.#inputs = aggregates.map(() => new Array(leastRoom).fill(null))
    this.#values = aggregates.map(() => null)
  }

  get size(): number {
    return this.#size
  }

  get oldest(): Time | undefined {
    return this.#size === 0 ? undefined : this.#timeOf(this.#first)
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return Array.from({ length: this.#size }, (_, n) => this.#entry(this.#first + n))
  }

  /** Those of the newest that are held, oldest first. */
  events(): HeldEvent[] {
    const ordinals = Array.from({ length: this.#size }, (_, n) => this.#first + n)
    return ordinals.slice(-Math.max(1, this.#newest.room)).flatMap((ordinal) => this.#newest.at(ordinal) ?? [])
  }

  add(us: number, nanos: number, inputs: Inputs, event: HeldEvent | null): void {
    this.#newest.put(this.#add(us, nanos, inputs), event)
  }

  /** The same for a row of a batch. */
  addRow(us: number, nanos: number, inputs: Inputs, rows: HeldRows, row: number): void {
    this.#newest.putRow(this.#add(us, nanos, inputs), rows, row)
  }

  /** Returns the entry's ordinal. */
  #add(us: number, nanos: number, inputs: Inputs): number {
    if (this.#size === this.#room) this.#grow()
    const ordinal = this.#first + this.#size++
    const place = ordinal & (this.#room - 1)
    this.#us[place] = us
    if (nanos !== 0 || this.#nanos !== null) this.#setNanos(place, nanos)
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = inputs[i]!
      this.#inputs[i]![place] = input
      if (input !== null) this.#accumulators[i]!.add(input, ordinal)
    }
    return ordinal
  }

  /** A sliding window at `at` holds what is younger than the span: `at - span < event time`. How many went out. */
  expire(us: number, nanos: number, spanUs: number): number {
    const before = this.#size
    while (this.#size > 0) {
      const place = this.#first & (this.#room - 1)
      const age = us - this.#us[place]!
      if (age < spanUs || (age === spanUs && this.#nanos !== null && nanos < this.#nanos[place]!)) break
      this.removeOldest()
    }
    return before - this.#size
  }

  /** Whether nothing that comes at that time or later is within the span of any of it. */
  isOver(us: number, nanos: number, spanUs: number): boolean {
    if (this.#size === 0) return true
    const place = (this.#first + this.#size - 1) & (this.#room - 1)
    const age = us - this.#us[place]!
    return age > spanUs || (age === spanUs && nanos > (this.#nanos?.[place] ?? 0))
  }

  removeOldest(): void {
    const ordinal = this.#first++
    this.#size--
    const place = ordinal & (this.#room - 1)
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = this.#inputs[i]![place]!
      if (input === null) continue
      this.#accumulators[i]!.remove(input, ordinal)
      this.#inputs[i]![place] = null
    }
    if (this.#size < this.#newest.room) this.#newest.release(ordinal)
  }

  /** It is over: what it held is let go. */
  release(): void {
    this.#newest.releaseAll()
  }

  /** What was read, and what only matches tell. */
  told(read: readonly Value[]): readonly Value[] {
    return toldBy(this.#accumulators, read)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(): readonly number[] {
    return approximateOf(this.#accumulators)
  }

  /** In the order of the aggregates; good until the next call. */
  read(lastedUs: number): readonly Value[] {
    for (let i = 0; i < this.#accumulators.length; i++) this.#values[i] = this.#accumulators[i]!.read(lastedUs)
    return this.#values
  }

  #setNanos(place: number, nanos: number): void {
    this.#nanos ??= new Array(this.#room).fill(0)
    this.#nanos[place] = nanos
  }

  #timeOf(ordinal: number): Time {
    const place = ordinal & (this.#room - 1)
    return { us: this.#us[place]!, nanos: this.#nanos?.[place] ?? 0 }
  }

  #entry(ordinal: number): Entry {
    const place = ordinal & (this.#room - 1)
    const isHeld = this.#first + this.#size - ordinal <= this.#newest.room
    const event = isHeld ? this.#newest.at(ordinal) : null
    return { ...this.#timeOf(ordinal), inputs: this.#inputs.map((column) => column[place]!), event }
  }

  /** An entry's place in a wider ring is not its place here. */
  #grow(): void {
    const [first, size, room] = [this.#first, this.#size, this.#room]
    const widened = <T extends Value>(ring: readonly T[], empty: T): T[] => {
      const wider = new Array<T>(room * 2).fill(empty)
      for (let ordinal = first; ordinal < first + size; ordinal++)
        wider[ordinal & (room * 2 - 1)] = ring[ordinal & (room - 1)]!
      return wider
    }
    this.#us = widened(this.#us, 0)
    this.#nanos = this.#nanos && widened(this.#nanos, 0)
    this.#inputs = this.#inputs.map((column) => widened(column, null))
    this.#room = room * 2
  }
}

/** Less than a span ago, to the nanosecond: an event whose age is exactly the span is out. */
export const younger = (entry: Time, at: Time, spanUs: number): boolean =>
  within(entry, at, spanUs) && !(at.us - entry.us === spanUs && at.nanos === entry.nanos)

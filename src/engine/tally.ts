// The aggregates of one key over a window whose events stay until it is over, so that none but the newest are kept.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import { type Accumulator, approximateOf, type Exactness, toldBy } from './aggregates/accumulator.ts'
import { accumulatorsOf } from './aggregates/index.ts'
import { HeldEvent, type Time, timeOf } from './held.ts'
import type { SavedEvent } from './saved-event.ts'
import type { Decoder } from './snapshot/decoder.ts'
import type { Encoder } from './snapshot/encoder.ts'
import type { Inputs } from './window.ts'

/** Times are two numbers each; of a window that is empty the first and the last are none. Behind them the aggregates. */
export type SavedTally = readonly [
  key: string,
  openedUs: number,
  openedNanos: number,
  firstUs: number | null,
  firstNanos: number,
  lastUs: number | null,
  lastNanos: number,
  lastId: string,
  size: number,
  hasFired: boolean,
  past: readonly Value[] | null,
  events: readonly SavedEvent[] | null,
  ...aggregates: unknown[],
]

export class Tally {
  readonly key: string
  /** Since when the window is open. */
  opened: Time
  /** Its first event; null where none came. */
  first: Time | null = null
  last: Time | null = null
  /** How many events. */
  size = 0
  /** It fired before it was over, and began anew. */
  hasFired = false
  /** The aggregates of the key's window before. */
  past: readonly Value[] | null = null
  /** The newest, as evidence. */
  events: HeldEvent[] = []
  #lastId = ''
  /** Instead of that, as long as it is among the evidence: to tell its id may mean to read it. */
  #newest: HeldEvent | null = null
  readonly #aggregates: readonly AnyAggregate[]
  readonly #exactness: Exactness
  #accumulators: readonly Accumulator[]

  constructor(key: string, opened: Time, aggregates: readonly AnyAggregate[], exactness: Exactness) {
    this.key = key
    this.opened = timeOf(opened)
    this.#aggregates = aggregates
    this.#exactness = exactness
    this.#accumulators = accumulatorsOf(aggregates, 'grows', exactness)
  }

  /** `event.id` of the newest event of the key that may complete a match; outlasts `clear`. */
  get lastId(): string {
    return this.#newest === null ? this.#lastId : this.#newest.id
  }

  /** By the newest, which may be held as evidence. */
  completeBy(at: { readonly id: string }): void {
    const shown = this.events.at(-1)
    this.#newest = shown === at ? shown : null
    if (this.#newest === null) this.#lastId = at.id
  }

  /** Values that its aggregates have to keep. */
  get held(): number {
    let held = 0
    for (const accumulator of this.#accumulators) held += accumulator.held
    return held
  }

  /** False where an aggregate that holds `most` values already had to leave one out. */
  add(at: Time, inputs: Inputs, most: number): boolean {
    this.last = timeOf(at)
    this.first ??= this.last
    let isWhole = true
    for (let i = 0; i < this.#accumulators.length; i++) {
      const input = inputs[i]!
      if (input === null) continue
      const accumulator = this.#accumulators[i]!
      if (accumulator.held >= most) isWhole = false
      else accumulator.add(input, this.size)
    }
    this.size++
    return isWhole
  }

  /** What was read, and what only matches tell. */
  told(read: readonly Value[]): readonly Value[] {
    return toldBy(this.#accumulators, read)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(): readonly number[] {
    return approximateOf(this.#accumulators)
  }

  read(lastedUs: number): readonly Value[] {
    return this.#accumulators.map((accumulator) => accumulator.read(lastedUs))
  }

  /** A new window begins. Its events are the caller's to let go, but not before. */
  clear(opened: Time): void {
    this.#lastId = this.lastId
    this.#newest = null
    this.opened = timeOf(opened)
    this.first = null
    this.last = null
    this.size = 0
    this.events = []
    this.#accumulators = accumulatorsOf(this.#aggregates, 'grows', this.#exactness)
  }

  /** The same key's next window. This one is not changed any more. */
  next(past: readonly Value[] | null): Tally {
    const next = new Tally(this.key, this.opened, this.#aggregates, this.#exactness)
    next.#lastId = this.lastId
    next.hasFired = this.hasFired
    next.past = past
    return next
  }

  /** As `SavedTally`. */
  writeTo(to: Encoder): void {
    const { opened, first, last, events } = this
    to.array(aggregatesFrom + this.#accumulators.length)
    to.text(this.key)
    to.number(opened.us)
    to.number(opened.nanos)
    to.write(first?.us ?? null)
    to.number(first ? first.nanos : 0)
    to.write(last?.us ?? null)
    to.number(last ? last.nanos : 0)
    to.text(this.lastId)
    to.number(this.size)
    to.write(this.hasFired)
    to.write(this.past)
    if (events.length === 0) to.write(null)
    else {
      to.array(events.length)
      for (const event of events) event.writeTo(to)
    }
    for (let i = 0; i < this.#accumulators.length; i++) to.write(this.#accumulators[i]!.save())
  }

  static read(from: Decoder, aggregates: readonly AnyAggregate[], exactness: Exactness): Tally {
    const values = from.array()
    const tally = new Tally(from.text(), { us: from.number(), nanos: from.number() }, aggregates, exactness)
    tally.first = readTime(from)
    tally.last = readTime(from)
    tally.#readRest(from, values - aggregatesFrom)
    return tally
  }

  #readRest(from: Decoder, aggregates: number): void {
    this.#lastId = from.text()
    this.size = from.number()
    this.hasFired = from.value() as boolean
    this.past = from.value() as readonly Value[] | null
    const events = from.value() as readonly SavedEvent[] | null
    if (events !== null) this.events = events.map((event) => HeldEvent.load(event))
    for (let i = 0; i < aggregates; i++) {
      const saved = from.value()
      this.#accumulators[i]?.load(saved)
    }
  }
}

/** Where they are in what is saved. */
const aggregatesFrom = 12

function readTime(from: Decoder): Time | null {
  const us = from.value() as number | null
  const nanos = from.number()
  return us === null ? null : { us, nanos }
}

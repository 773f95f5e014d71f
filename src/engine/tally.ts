// The aggregates of one key over a window whose events stay until it is over, so that none but the newest are kept.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import { type Accumulator, approximateOf, type Exactness, toldBy } from './aggregates/accumulator.ts'
import { accumulatorsOf } from './aggregates/index.ts'
import { HeldEvent, type SavedEvent, type Time, timeOf } from './held.ts'
import type { Inputs } from './window.ts'

type SavedTime = readonly [us: number, nanos: number]

export type SavedTally = readonly [
  key: string,
  opened: SavedTime,
  first: SavedTime | null,
  last: SavedTime | null,
  lastId: string,
  size: number,
  hasFired: boolean,
  past: readonly Value[] | null,
  events: readonly SavedEvent[],
  aggregates: readonly unknown[],
]

export class Tally {
  readonly key: string
  /** Since when the window is open. */
  opened: Time
  /** Its first event; null where none came. */
  first: Time | null = null
  last: Time | null = null
  /** `event.id` of the newest event of the key, for who completes matches by it; outlasts `clear`. */
  lastId = ''
  /** How many events. */
  size = 0
  /** It fired before it was over, and began anew. */
  hasFired = false
  /** The aggregates of the key's window before. */
  past: readonly Value[] | null = null
  /** The newest, as evidence. */
  events: HeldEvent[] = []
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

  /** Values that its aggregates have to keep. */
  get held(): number {
    let held = 0
    for (const accumulator of this.#accumulators) held += accumulator.held
    return held
  }

  /** False where an aggregate that holds `most` values already had to leave one out. */
  add(at: Time & { readonly id: string }, inputs: Inputs, most: number): boolean {
    this.last = timeOf(at)
    this.first ??= this.last
    this.lastId = at.id
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

  /** A new window begins. Its events are the caller's to let go. */
  clear(opened: Time): void {
    this.opened = timeOf(opened)
    this.first = null
    this.last = null
    this.size = 0
    this.events = []
    this.#accumulators = accumulatorsOf(this.#aggregates, 'grows', this.#exactness)
  }

  save(): SavedTally {
    return [
      this.key,
      saveTime(this.opened),
      this.first && saveTime(this.first),
      this.last && saveTime(this.last),
      this.lastId,
      this.size,
      this.hasFired,
      this.past,
      this.events.map((event) => event.save()),
      this.#accumulators.map((accumulator) => accumulator.save()),
    ]
  }

  static load(
    [key, opened, first, last, lastId, size, hasFired, past, events, saved]: SavedTally,
    aggregates: readonly AnyAggregate[],
    exactness: Exactness,
  ): Tally {
    const tally = new Tally(key, loadTime(opened), aggregates, exactness)
    tally.first = first && loadTime(first)
    tally.last = last && loadTime(last)
    tally.lastId = lastId
    tally.size = size
    tally.hasFired = hasFired
    tally.past = past
    tally.events = events.map((event) => HeldEvent.load(event))
    for (let i = 0; i < saved.length; i++) tally.#accumulators[i]!.load(saved[i])
    return tally
  }
}

const saveTime = ({ us, nanos }: Time): SavedTime => [us, nanos]

const loadTime = ([us, nanos]: SavedTime): Time => ({ us, nanos })

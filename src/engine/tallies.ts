// The windows of one rule that are judged when they are over, by key: never more keys, values or documents than allowed.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import { type Gathering, gatheredBy } from './aggregates/index.ts'
import type { Admits, Bounds, Counters } from './bounds.ts'
import type { StageContext } from './correlations/stage.ts'
import { Evidence } from './evidence.ts'
import type { HeldEvent, Time } from './held.ts'
import { Keys, type SavedKeys } from './keys.ts'
import { type Size, weightOf } from './size.ts'
import type { Holding } from './snapshot/frozen.ts'
import { type SavedTally, Tally } from './tally.ts'
import type { Inputs } from './window.ts'

export interface Addition {
  readonly at: Time & { readonly id: string }
  readonly event: HeldEvent | null
  readonly inputs: Inputs
}

export class Tallies {
  readonly #aggregates: readonly AnyAggregate[]
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly #evidence: Evidence
  readonly #admits: Admits | null
  readonly #keys: Keys<Tally>
  /** Of what an aggregate has to keep, one. */
  readonly #weight: number
  /** Values that the aggregates of all keys keep. */
  #held = 0

  constructor(
    plan: Gathering,
    { bounds, counters, admits }: Pick<StageContext, 'bounds' | 'counters' | 'admits'>,
    evicted: (tally: Tally) => void = () => {},
  ) {
    const aggregates = gatheredBy(plan)
    this.#aggregates = aggregates
    this.#weight = weightOf(aggregates)
    this.#admits = admits
    this.#bounds = bounds
    this.#counters = counters
    this.#evidence = new Evidence(bounds, counters, plan.leastRows)
    this.#keys = new Keys(bounds.keys, (tally) => {
      counters.evictedKeys++
      this.#release(tally)
      evicted(tally)
    })
  }

  get size(): number {
    return this.#keys.size
  }

  /** Each window has a value for each statistic, besides those that it keeps. */
  amount(): Size {
    const values = this.size * this.#aggregates.length + this.#held * this.#weight
    return { keys: this.size, events: 0, values, documents: this.#evidence.kept }
  }

  /** The window longest untouched goes. False where there is no other. */
  evict(): boolean {
    return this.#keys.evictOther()
  }

  get(key: string): Tally | undefined {
    return this.#keys.get(key)
  }

  /** Whether there is room for what comes of that key. */
  admits(key: string): boolean {
    return this.#admits === null || this.#keys.get(key) !== undefined || this.#admits(this.size)
  }

  /** The key's window, opened then where none is, and now the most recently touched. */
  touch(key: string, opened: Time): Tally {
    return this.#keys.touch(key, () => new Tally(key, opened, this.#aggregates, this.#bounds))
  }

  /** Into one that was just touched. */
  add(tally: Tally, { at, event, inputs }: Addition): void {
    const before = tally.held
    if (this.#evidence.isShown(tally.size)) this.#show(tally, at, event)
    if (!tally.add(at, inputs, this.#bounds.eventsPerKey)) this.#counters.evictedEvents++
    this.#held += tally.held - before
    while (this.#held > this.#bounds.events && this.#keys.evictOther());
  }

  /** It begins anew. */
  clear(tally: Tally, opened: Time): void {
    const { events, held } = tally
    tally.clear(opened)
    this.#release({ events, held })
  }

  forget(tally: Tally): void {
    this.#keys.delete(tally.key)
    this.#release(tally)
  }

  /** The window is over, and the key's next one is open. */
  follow(tally: Tally, past: readonly Value[] | null): void {
    this.#keys.replace(tally.key, tally.next(past))
    this.#release(tally)
  }

  /** The longest untouched first: to be looked at, and forgotten or followed by its next on the way, but not changed. */
  [Symbol.iterator](): IterableIterator<Tally> {
    return this.#keys.asTheyAre()
  }

  save(): SavedKeys<SavedTally> {
    return this.#keys.saveEach((tally, to) => tally.writeTo(to), holding)
  }

  load(saved: SavedKeys<SavedTally>, loaded: (tally: Tally) => void = () => {}): void {
    this.#keys.loadEach(saved, (from) => {
      const tally = Tally.read(from, this.#aggregates, this.#bounds)
      this.#keys.open(tally.key, tally)
      this.#held += tally.held
      if (tally.events.length > 0) tally.events = tally.events.filter((event) => this.#evidence.keep(event))
      loaded(tally)
    })
  }

  /** Of a window that may be found: else nobody asks who completed it either. */
  #show(tally: Tally, at: Addition['at'], event: HeldEvent | null): void {
    const kept = this.#evidence.keep(event)
    if (kept) tally.events.push(kept)
    if (tally.events.length > this.#evidence.perKey) this.#evidence.release(tally.events.shift()!)
    tally.completeBy(at)
  }

  #release({ events, held }: Pick<Tally, 'events' | 'held'>): void {
    for (const event of events) this.#evidence.release(event)
    this.#held -= held
  }
}

/** What shows a window that is over is held on to until it is written. */
const holding: Holding<Tally> = {
  hold: ({ events }) => {
    for (const event of events) event.wait()
  },
  letGo: ({ events }) => {
    for (const event of events) event.waited()
  },
}

// The sliding windows of one rule by key, never more events or documents than the bounds allow.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Bounds, Counters } from './bounds.ts'
import { Evidence } from './evidence.ts'
import { HeldEvent, type SavedEvent, type Time } from './held.ts'
import { Keys } from './keys.ts'
import { type Entry, type Inputs, Window } from './window.ts'

type SavedEntry = readonly [us: number, nanos: number, inputs: Inputs, event: SavedEvent | null]
export type SavedWindow = readonly [key: string, entries: readonly SavedEntry[]]

export class Windows {
  readonly #aggregates: readonly AnyAggregate[]
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly #evidence: Evidence
  readonly #keys: Keys<Window>
  /** Events in all windows. */
  #events = 0

  constructor(aggregates: readonly AnyAggregate[], { bounds, counters }: { bounds: Bounds; counters: Counters }) {
    this.#aggregates = aggregates
    this.#bounds = bounds
    this.#counters = counters
    this.#evidence = new Evidence(bounds)
    this.#keys = new Keys(bounds.keys, (window) => {
      counters.evictedKeys++
      this.#release(window)
    })
  }

  /** The key's window, which is now the most recently touched. */
  touch(key: string): Window {
    return this.#keys.touch(key, () => new Window(this.#aggregates))
  }

  /** An entry of that time goes into a window that was just touched. */
  add(window: Window, { us, nanos }: Time, event: HeldEvent | null, inputs: Inputs): void {
    this.#makeRoom(window)
    window.add({ us, nanos, inputs, event: this.#evidence.keep(event) })
    this.#events++
    const old = window.fromEnd(this.#evidence.perKey)
    if (old) this.#drop(old)
  }

  /** What is not younger than the span goes out. */
  expire(window: Window, at: Time, spanUs: number): void {
    window.expire(at, spanUs, (entry) => this.#removed(entry))
  }

  forget(key: string, window: Window): void {
    this.#release(window)
    this.#keys.delete(key)
  }

  /** Forgets from the longest untouched on, as long as they are over. */
  forgetWhile(over: (window: Window) => boolean): void {
    this.#keys.dropWhile((window) => {
      if (!over(window)) return false
      this.#release(window)
      return true
    })
  }

  save(): readonly SavedWindow[] {
    return [...this.#keys].map(([key, window]) => [key, window.entries().map(saveEntry)])
  }

  load(saved: readonly SavedWindow[]): void {
    for (const [key, entries] of saved) {
      const window = this.touch(key)
      for (const entry of entries) window.add(loadEntry(entry))
      this.#events += window.size
      window.eachNewest(this.#evidence.perKey, (entry) => {
        entry.event = this.#evidence.keep(entry.event)
      })
    }
  }

  #makeRoom(window: Window): void {
    while (this.#events >= this.#bounds.events && this.#keys.size > 1) this.#keys.evictOldest()
    while (window.size >= this.#bounds.eventsPerKey || (window.size > 0 && this.#events >= this.#bounds.events)) {
      this.#removed(window.removeOldest())
      this.#counters.evictedEvents++
    }
  }

  #removed(entry: Entry): void {
    this.#drop(entry)
    this.#events--
  }

  /** The window is over. */
  #release(window: Window): void {
    window.eachNewest(this.#evidence.perKey, (entry) => this.#drop(entry))
    this.#events -= window.size
  }

  #drop(entry: Entry): void {
    this.#evidence.release(entry.event)
    entry.event = null
  }
}

const saveEntry = ({ us, nanos, inputs, event }: Entry): SavedEntry => [us, nanos, inputs, event?.save() ?? null]

const loadEntry = ([us, nanos, inputs, event]: SavedEntry): Entry => ({
  us,
  nanos,
  inputs,
  event: event && HeldEvent.load(event),
})

// The windows of one rule by key, never more events or documents than the bounds allow.
import type { Aggregate } from '../compiler/plan.ts'
import type { Bounds, Counters } from './bounds.ts'
import { Evidence } from './evidence.ts'
import { HeldEvent, type SavedEvent, type Time } from './held.ts'
import { Keys } from './keys.ts'
import { type Entry, type Inputs, Window } from './window.ts'

type SavedEntry = readonly [us: number, nanos: number, inputs: Inputs, event: SavedEvent | null]
export type SavedWindow = readonly [key: string, lastId: string, entries: readonly SavedEntry[]]

export class Windows {
  readonly #aggregates: readonly Aggregate[]
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly #evidence: Evidence
  readonly #keys: Keys<Window>
  /** Events in all windows. */
  #events = 0

  constructor(aggregates: readonly Aggregate[], { bounds, counters }: { bounds: Bounds; counters: Counters }) {
    this.#aggregates = aggregates
    this.#bounds = bounds
    this.#counters = counters
    this.#evidence = new Evidence(bounds)
    this.#keys = new Keys(bounds.keys, (window) => {
      counters.evictedKeys++
      this.clear(window)
    })
  }

  get size(): number {
    return this.#keys.size
  }

  /** The key's window, which is now the most recently touched. */
  touch(key: string): Window {
    return this.#keys.touch(key, () => new Window(this.#aggregates))
  }

  /** The event goes into a window that was just touched. */
  add(window: Window, event: HeldEvent, inputs: Inputs): void {
    this.#makeRoom(window)
    window.add({ us: event.us, nanos: event.nanos, inputs, event: this.#evidence.keep(event) })
    this.#events++
    this.#evidence.trim(window)
  }

  /** What is not younger than the span goes out. */
  expire(window: Window, at: Time, spanUs: number): void {
    window.expire(at, spanUs, (entry) => this.#removed(entry))
  }

  clear(window: Window): void {
    this.#evidence.dropAll(window)
    this.#events -= window.size
    window.clear()
  }

  forget(key: string, window: Window): void {
    this.clear(window)
    this.#keys.delete(key)
  }

  /** Forgets from the longest untouched on, as long as they are over. */
  forgetWhile(over: (window: Window) => boolean): void {
    this.#keys.dropWhile((window) => {
      if (!over(window)) return false
      this.clear(window)
      return true
    })
  }

  [Symbol.iterator](): IterableIterator<[string, Window]> {
    return this.#keys[Symbol.iterator]()
  }

  save(): readonly SavedWindow[] {
    return [...this.#keys].map(([key, window]) => [key, window.lastId, window.entries().map(saveEntry)])
  }

  load(saved: readonly SavedWindow[]): void {
    for (const [key, lastId, entries] of saved) {
      const window = this.touch(key)
      window.lastId = lastId
      for (const entry of entries) window.add(loadEntry(entry))
      this.#events += window.size
      this.#evidence.count(window)
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
    this.#evidence.drop(entry)
    this.#events--
  }
}

const saveEntry = ({ us, nanos, inputs, event }: Entry): SavedEntry => [us, nanos, inputs, event?.save() ?? null]

const loadEntry = ([us, nanos, inputs, event]: SavedEntry): Entry => ({
  us,
  nanos,
  inputs,
  event: event && HeldEvent.load(event),
})

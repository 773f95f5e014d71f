// The sliding windows of one rule by key, never more events or documents than the bounds allow.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Admits, Bounds, Counters } from './bounds.ts'
import type { StageContext } from './correlations/stage.ts'
import { Evidence } from './evidence.ts'
import { HeldEvent, type SavedEvent, type Time } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import { Keys, type SavedKeys } from './keys.ts'
import { type Size, valuesEach } from './size.ts'
import { type Entry, type Inputs, Window } from './window.ts'

type SavedEntry = readonly [us: number, nanos: number, inputs: Inputs, event: SavedEvent | null]
export type SavedWindow = readonly [key: string, entries: readonly SavedEntry[]]

export class Windows {
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly #keys: Keys<Window>
  readonly #evidence: Evidence
  readonly #admits: Admits | null
  /** Of each event, as they weigh. */
  readonly #values: number
  readonly #make: () => Window
  /** Events in all windows. */
  #events = 0
  /** What `forgetOver` was last called with: it is called for every event, and makes nothing. */
  #us = 0
  #nanos = 0
  #spanUs = 0
  readonly #dropsOver = (window: Window): boolean => {
    if (!window.isOver(this.#us, this.#nanos, this.#spanUs)) return false
    this.#release(window)
    return true
  }

  constructor(
    aggregates: readonly AnyAggregate[],
    { bounds, counters, admits }: Pick<StageContext, 'bounds' | 'counters' | 'admits'>,
  ) {
    this.#admits = admits
    const evidence = new Evidence(bounds, counters)
    this.#evidence = evidence
    this.#values = valuesEach(aggregates)
    this.#bounds = bounds
    this.#counters = counters
    this.#make = () => new Window(aggregates, evidence, bounds)
    this.#keys = new Keys(bounds.keys, (window) => {
      counters.evictedKeys++
      this.#release(window)
    })
  }

  size(): Size {
    const events = this.#events
    return { keys: this.#keys.size, events, values: events * this.#values, documents: this.#evidence.kept }
  }

  /** The window longest untouched goes. False where there is no other. */
  evict(): boolean {
    if (this.#keys.size < 2) return false
    this.#keys.evict()
    return true
  }

  /** Whether there is room for what comes of that key. */
  admits(key: string): boolean {
    return this.#admits === null || this.#keys.get(key) !== undefined || this.#admits(this.#keys.size)
  }

  /** The key's window, which is now the most recently touched. */
  touch(key: string): Window {
    return this.#keys.touch(key, this.#make)
  }

  /** An entry of that time goes into a window that was just touched. */
  add(window: Window, { us, nanos }: Time, event: HeldEvent | null, inputs: Inputs): void {
    if (this.#events >= this.#bounds.events || window.size >= this.#bounds.eventsPerKey) this.#makeRoom(window)
    window.add(us, nanos, inputs, event)
    this.#events++
  }

  /** The same for a row of a batch. */
  addRow(window: Window, us: number, nanos: number, inputs: Inputs, rows: HeldRows, row: number): void {
    if (this.#events >= this.#bounds.events || window.size >= this.#bounds.eventsPerKey) this.#makeRoom(window)
    window.addRow(us, nanos, inputs, rows, row)
    this.#events++
  }

  /** What is not younger than the span goes out. */
  expire(window: Window, us: number, nanos: number, spanUs: number): void {
    this.#events -= window.expire(us, nanos, spanUs)
  }

  forget(key: string, window: Window): void {
    this.#release(window)
    this.#keys.delete(key)
  }

  /** Forgets those of which nothing is within the span of that time, or of any later one. */
  forgetOver(us: number, nanos: number, spanUs: number): void {
    this.#us = us
    this.#nanos = nanos
    this.#spanUs = spanUs
    this.#keys.dropWhile(this.#dropsOver)
  }

  save(): SavedKeys<SavedWindow> {
    return this.#keys.saveLater((window, key) => [key, window.entries().map(saveEntry)])
  }

  load(saved: SavedKeys<SavedWindow>): void {
    this.#keys.load(saved, ([key, entries]) => {
      const window = this.touch(key)
      for (const [us, nanos, inputs, event] of entries) window.add(us, nanos, inputs, event && HeldEvent.load(event))
      this.#events += window.size
    })
  }

  #makeRoom(window: Window): void {
    while (this.#events >= this.#bounds.events && this.#keys.size > 1) this.#keys.evict()
    while (window.size >= this.#bounds.eventsPerKey || (window.size > 0 && this.#events >= this.#bounds.events)) {
      window.removeOldest()
      this.#events--
      this.#counters.evictedEvents++
    }
  }

  /** The window is over. */
  #release(window: Window): void {
    this.#events -= window.size
    window.release()
  }
}

const saveEntry = ({ us, nanos, inputs, event }: Entry): SavedEntry => [us, nanos, inputs, event?.save() ?? null]

// The sliding windows of one rule by key, never more events or documents than the bounds allow.
import type { Value } from '../event/value.ts'
import { type Gathering, gatheredBy } from './aggregates/index.ts'
import type { Admits, Bounds, Counters } from './bounds.ts'
import { CodedSlots } from './coded-slots.ts'
import type { StageContext } from './correlations/stage.ts'
import { Entries } from './entries.ts'
import { Evidence } from './evidence.ts'
import { HeldEvent, type Time } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import { Kept } from './kept.ts'
import type { SavedKeys } from './keys.ts'
import type { SavedEvent } from './saved-event.ts'
import { type Size, valuesEach } from './size.ts'
import { noSlot, Slots } from './slots.ts'
import type { Decoder } from './snapshot/decoder.ts'
import type { Encoder } from './snapshot/encoder.ts'
import type { Inputs } from './window.ts'

/** The key, and of each entry, oldest first: microseconds, nanoseconds, what the aggregates took, the event that shows it. */
export type SavedWindow = readonly [key: string, ...entries: (Value | SavedEvent)[]]

/** What `sliding-rows.ts` does for many rows at once it does to these arrays: what is open here is for it. */
export class Windows {
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly slots: Slots
  readonly coded: CodedSlots
  readonly #admits: Admits | null
  /** Of each event, as they weigh. */
  readonly #valuesEach: number
  readonly entries: Entries
  readonly #evidence: Evidence
  readonly kept: Kept
  /** Events in all windows. */
  held = 0
  /** Before that time no window is over. */
  quietUntilUs = -Infinity

  constructor(plan: Gathering, { bounds, counters, admits }: Pick<StageContext, 'bounds' | 'counters' | 'admits'>) {
    const aggregates = gatheredBy(plan)
    this.#admits = admits
    this.#valuesEach = valuesEach(aggregates)
    this.#bounds = bounds
    this.#counters = counters
    this.#evidence = new Evidence(bounds, counters, plan.leastRows)
    this.kept = new Kept(this.#evidence)
    this.entries = new Entries(aggregates, bounds, this.kept)
    this.slots = new Slots(bounds.keys, {
      expect: (slots) => this.entries.expect(slots),
      open: (slot) => this.entries.open(slot),
      evict: (slot) => {
        counters.evictedKeys++
        this.#release(slot)
      },
    })
    this.coded = new CodedSlots(this.slots)
  }

  size(): Size {
    const events = this.held
    return { keys: this.slots.size, events, values: events * this.#valuesEach, documents: this.#evidence.kept }
  }

  /** The window longest untouched goes. False where there is no other. */
  evict(): boolean {
    return this.slots.evictOther()
  }

  /** Whether there is room for what comes of that key. */
  admits(key: string): boolean {
    return this.#admits === null || this.slots.has(key) || this.#admits(this.slots.size)
  }

  /** The slot of the key's window, which is now the most recently touched. */
  touch(key: string): number {
    return this.slots.touch(key)
  }

  /** Entries in a window. */
  sizeOf(slot: number): number {
    return this.entries.sizeOf(slot)
  }

  oldest(slot: number): Time | undefined {
    return this.sizeOf(slot) === 0 ? undefined : this.entries.timeOf(this.entries.at(slot, 0))
  }

  /** Those of the newest that are held, oldest first. */
  events(slot: number): HeldEvent[] {
    return this.#newestOf(slot).flatMap((place) => this.kept.event(this.entries.markOf(place)) ?? [])
  }

  /** In the order of the aggregates; good until the next call. */
  read(slot: number, lastedUs: number): readonly Value[] {
    return this.entries.read(slot, lastedUs)
  }

  /** What was read, and what only matches tell. */
  told(slot: number, read: readonly Value[]): readonly Value[] {
    return this.entries.told(slot, read)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(slot: number): readonly number[] {
    return this.entries.approximate(slot)
  }

  /** An entry of that time goes into a window that was just touched. */
  add(slot: number, { us, nanos }: Time, event: HeldEvent | null, inputs: Inputs): void {
    this.makeRoom(slot)
    this.#add(slot, us, nanos, inputs, this.kept.keep(event, this.sizeOf(slot)))
  }

  /** The same for a row of a batch. */
  addRow(slot: number, us: number, nanos: number, inputs: Inputs, rows: HeldRows, row: number): void {
    this.makeRoom(slot)
    this.#add(slot, us, nanos, inputs, this.kept.keepRow(rows, row, this.sizeOf(slot)))
  }

  /** What is not younger than the span goes out: a window at a time holds what comes after that time less the span. */
  expire(slot: number, us: number, nanos: number, spanUs: number): void {
    this.held -= this.entries.expire(slot, us, nanos, spanUs)
  }

  forget(slot: number): void {
    this.slots.close(slot)
    this.#release(slot)
  }

  /** Forgets those of which nothing is within the span of that time, or of any later one. */
  forgetOver(us: number, nanos: number, spanUs: number): void {
    if (us < this.quietUntilUs) return
    let slot = this.slots.oldest
    for (; slot !== noSlot && this.entries.isOver(slot, us, nanos, spanUs); slot = this.slots.oldest) this.forget(slot)
    // The stalest has the least of all newest times.
    if (slot !== noSlot) this.quietUntilUs = this.entries.newestUs(slot) + spanUs
  }

  save(): SavedKeys<SavedWindow> {
    return this.slots.saveLater({ write: (slot, to) => this.#write(slot, to) })
  }

  load(saved: SavedKeys<SavedWindow>): void {
    this.slots.load(saved, (from) => this.#read(from))
    this.quietUntilUs = -Infinity
  }

  /** Whether something has to go before an entry comes into a window of that size. */
  isFull(size: number): boolean {
    return this.held >= this.#bounds.events || size >= this.#bounds.eventsPerKey
  }

  makeRoom(slot: number): void {
    if (this.isFull(this.sizeOf(slot))) this.#letOthersGo(slot)
  }

  #letOthersGo(slot: number): void {
    const { events, eventsPerKey } = this.#bounds
    while (this.held >= events && this.slots.evictOther());
    for (let size = this.sizeOf(slot); size > 0; size--) {
      if (size < eventsPerKey && this.held < events) return
      this.#removeOldest(slot)
      this.#counters.evictedEvents++
    }
  }

  #add(slot: number, us: number, nanos: number, inputs: Inputs, mark: number): void {
    this.entries.push(slot, us, nanos, inputs, mark)
    this.held++
  }

  #removeOldest(slot: number): void {
    this.entries.shift(slot, 1)
    this.held--
  }

  /** It is over, and its slot is another's from now on: what it held is let go. */
  #release(slot: number): void {
    const size = this.sizeOf(slot)
    for (let n = Math.max(0, size - this.kept.perWindow); n < size; n++)
      this.kept.letGo(this.entries.markOf(this.entries.at(slot, n)))
    this.held -= size
    this.entries.close(slot)
    this.coded.forget(slot)
  }

  /** Where those are that may be marked, oldest first. */
  #newestOf(slot: number): number[] {
    const size = this.sizeOf(slot)
    const count = Math.min(size, this.kept.perWindow)
    return Array.from({ length: count }, (_, n) => this.entries.at(slot, size - count + n))
  }

  /** As `SavedWindow`. */
  #write(slot: number, to: Encoder): void {
    const size = this.sizeOf(slot)
    to.array(1 + size * (this.entries.savedEach + 1))
    to.text(this.slots.keyOf(slot))
    for (let n = 0; n < size; n++) {
      const place = this.entries.at(slot, n)
      this.entries.write(place, to)
      const event = this.kept.event(this.entries.markOf(place))
      if (event) event.writeTo(to)
      else to.write(null)
    }
  }

  #read(from: Decoder): void {
    const size = (from.array() - 1) / (this.entries.savedEach + 1)
    const slot = this.slots.open(from.text())
    for (let n = 0; n < size; n++) {
      const [us, nanos] = [from.number(), from.number()]
      const inputs = this.entries.readInputs(from)
      const event = from.value() as SavedEvent | null
      this.#add(slot, us, nanos, inputs, this.kept.keep(event && HeldEvent.load(event), n))
    }
  }
}

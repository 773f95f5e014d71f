// The sliding windows of one rule by key, never more events or documents than the bounds allow. Nothing is made for a window
// or an entry: what they hold lies in arrays, a window's head by the slot of its key and its entries in a ring.
import type { Value } from '../event/value.ts'
import type { Gathered } from './aggregates/index.ts'
import type { Admits, Bounds, Counters } from './bounds.ts'
import { Columns, numbersEach } from './columns.ts'
import type { StageContext } from './correlations/stage.ts'
import { Evidence } from './evidence.ts'
import { HeldEvent, type SavedEvent, type Time } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import { type Keeper, Kept, noEvent } from './kept.ts'
import type { SavedKeys } from './keys.ts'
import { leastRoom, markAt, nanosAt, numbersFrom, Rings, usAt } from './rings.ts'
import { type Size, valuesEach } from './size.ts'
import { noSlot, Slots } from './slots.ts'
import type { Inputs } from './window.ts'

type SavedEntry = readonly [us: number, nanos: number, inputs: Inputs, event: SavedEvent | null]
export type SavedWindow = readonly [key: string, entries: readonly SavedEntry[]]

/** Of a window's head: ordinal of the oldest entry, how many there are, where its ring is and of what room, then its sums. */
const [firstAt, sizeAt, ringAt, roomAt, sumsAt] = [0, 1, 2, 3, 4]

/** As many heads at first. */
const leastHeads = 16

export class Windows implements Keeper {
  readonly #bounds: Bounds
  readonly #counters: Counters
  readonly #slots: Slots
  readonly #admits: Admits | null
  /** Of each event, as they weigh. */
  readonly #valuesEach: number
  readonly #columns: Columns
  readonly #rings: Rings
  readonly #evidence: Evidence
  readonly #kept: Kept
  readonly #stride: number
  #heads: Float64Array
  /** Events in all windows. */
  #events = 0
  /** Before that time no window is over. */
  #quietUntilUs = -Infinity

  constructor(
    aggregates: readonly Gathered[],
    { bounds, counters, admits }: Pick<StageContext, 'bounds' | 'counters' | 'admits'>,
  ) {
    this.#admits = admits
    this.#valuesEach = valuesEach(aggregates)
    this.#bounds = bounds
    this.#counters = counters
    this.#evidence = new Evidence(bounds, counters)
    this.#kept = new Kept(this.#evidence, this)
    this.#columns = new Columns(aggregates, bounds)
    this.#rings = new Rings(this.#columns.ofNumbers.length, this.#columns.ofValues.length)
    this.#stride = sumsAt + numbersEach * aggregates.length
    this.#heads = new Float64Array(leastHeads * this.#stride)
    this.#slots = new Slots(bounds.keys, {
      open: (slot) => this.#open(slot),
      evict: (slot) => {
        counters.evictedKeys++
        this.#release(slot)
      },
    })
  }

  size(): Size {
    const events = this.#events
    return { keys: this.#slots.size, events, values: events * this.#valuesEach, documents: this.#evidence.kept }
  }

  /** The window longest untouched goes. False where there is no other. */
  evict(): boolean {
    if (this.#slots.size < 2) return false
    this.#slots.evict()
    return true
  }

  /** Whether there is room for what comes of that key. */
  admits(key: string): boolean {
    return this.#admits === null || this.#slots.has(key) || this.#admits(this.#slots.size)
  }

  /** The slot of the key's window, which is now the most recently touched. */
  touch(key: string): number {
    return this.#slots.touch(key)
  }

  /** Entries in a window. */
  sizeOf(slot: number): number {
    return this.#heads[slot * this.#stride + sizeAt]!
  }

  oldest(slot: number): Time | undefined {
    const head = slot * this.#stride
    return this.#heads[head + sizeAt] === 0
      ? undefined
      : this.#timeIn(this.#entryIn(head, this.#heads[head + firstAt]!))
  }

  /** Those of the newest that are held, oldest first. */
  events(slot: number): HeldEvent[] {
    const entries = this.#entriesOf(slot).slice(-Math.max(1, this.#kept.perWindow))
    return entries.flatMap((entry) => this.#kept.event(this.#markIn(entry)) ?? [])
  }

  /** In the order of the aggregates; good until the next call. */
  read(slot: number, lastedUs: number): readonly Value[] {
    const head = slot * this.#stride
    return this.#columns.read(this.#heads, head + sumsAt, slot, this.#heads[head + sizeAt]!, lastedUs)
  }

  /** What was read, and what only matches tell. */
  told(slot: number, read: readonly Value[]): readonly Value[] {
    return this.#columns.told(slot, read)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(slot: number): readonly number[] {
    return this.#columns.approximate(slot)
  }

  /** An entry of that time goes into a window that was just touched. */
  add(slot: number, { us, nanos }: Time, event: HeldEvent | null, inputs: Inputs): void {
    const head = this.#makeRoom(slot)
    this.#add(slot, head, us, nanos, inputs, this.#kept.keep(event))
  }

  /** The same for a row of a batch. */
  addRow(slot: number, us: number, nanos: number, inputs: Inputs, rows: HeldRows, row: number): void {
    const head = this.#makeRoom(slot)
    const ordinal = this.#heads[head + firstAt]! + this.#heads[head + sizeAt]!
    this.#add(slot, head, us, nanos, inputs, this.#kept.keepRow(rows, row, slot, ordinal))
  }

  countIfKept(slot: number, ordinal: number, mark: number): boolean {
    const head = slot * this.#stride
    const at = this.#entryIn(head, ordinal) * this.#rings.width + markAt
    if (this.#rings.numbers[at] !== mark) return false
    this.#rings.numbers[at] = -mark
    return true
  }

  /** What is not younger than the span goes out: a window at a time holds what comes after that time less the span. */
  expire(slot: number, us: number, nanos: number, spanUs: number): void {
    const head = slot * this.#stride
    const heads = this.#heads
    const { numbers, width } = this.#rings
    while (heads[head + sizeAt]! > 0) {
      const at = this.#entryIn(head, heads[head + firstAt]!) * width
      const age = us - numbers[at + usAt]!
      if (age < spanUs || (age === spanUs && nanos < numbers[at + nanosAt]!)) break
      this.#removeOldest(slot, head)
    }
  }

  forget(slot: number): void {
    this.#slots.close(slot)
    this.#release(slot)
  }

  /** Forgets those of which nothing is within the span of that time, or of any later one. */
  forgetOver(us: number, nanos: number, spanUs: number): void {
    if (us < this.#quietUntilUs) return
    let slot = this.#slots.oldest
    for (; slot !== noSlot && this.#isOver(slot, us, nanos, spanUs); slot = this.#slots.oldest) this.forget(slot)
    // The stalest has the least of all newest times.
    if (slot !== noSlot) this.#quietUntilUs = this.#newestUs(slot) + spanUs
  }

  save(): SavedKeys<SavedWindow> {
    return this.#slots.saveLater((slot) => [
      this.#slots.keyOf(slot),
      this.#entriesOf(slot).map((entry) => this.#saveEntry(entry)),
    ])
  }

  load(saved: SavedKeys<SavedWindow>): void {
    this.#slots.load(saved, ([key, entries]) => {
      const slot = this.touch(key)
      for (const [us, nanos, inputs, event] of entries)
        this.#add(slot, slot * this.#stride, us, nanos, inputs, this.#kept.keep(event && HeldEvent.load(event)))
    })
    this.#quietUntilUs = -Infinity
  }

  #open(slot: number): void {
    const head = slot * this.#stride
    if (head + this.#stride > this.#heads.length) this.#widen()
    this.#heads.fill(0, head, head + this.#stride)
    this.#heads[head + ringAt] = this.#rings.take(leastRoom)
    this.#heads[head + roomAt] = leastRoom
    this.#columns.open(slot)
  }

  #widen(): void {
    const wider = new Float64Array(this.#heads.length * 2)
    wider.set(this.#heads)
    this.#heads = wider
  }

  /** Where the head of that window is. */
  #makeRoom(slot: number): number {
    const head = slot * this.#stride
    if (this.#events >= this.#bounds.events || this.#heads[head + sizeAt]! >= this.#bounds.eventsPerKey)
      this.#letOthersGo(slot, head)
    return head
  }

  #letOthersGo(slot: number, head: number): void {
    while (this.#events >= this.#bounds.events && this.#slots.size > 1) this.#slots.evict()
    for (let size = this.sizeOf(slot); size > 0; size = this.sizeOf(slot)) {
      if (size < this.#bounds.eventsPerKey && this.#events < this.#bounds.events) return
      this.#removeOldest(slot, head)
      this.#counters.evictedEvents++
    }
  }

  #add(slot: number, head: number, us: number, nanos: number, inputs: Inputs, mark: number): void {
    const heads = this.#heads
    if (heads[head + sizeAt] === heads[head + roomAt]) this.#grow(head)
    const ordinal = heads[head + firstAt]! + heads[head + sizeAt]!++
    const entry = this.#entryIn(head, ordinal)
    const { numbers, width } = this.#rings
    numbers[entry * width + usAt] = us
    numbers[entry * width + nanosAt] = nanos
    numbers[entry * width + markAt] = mark
    this.#events++
    this.#takeIn(slot, head, entry, ordinal, inputs)
    const tooOld = ordinal - this.#kept.perWindow
    if (tooOld >= heads[head + firstAt]!) this.#letEvidenceGo(this.#entryIn(head, tooOld))
  }

  #takeIn(slot: number, head: number, entry: number, ordinal: number, inputs: Inputs): void {
    const columns = this.#columns
    const { numbers, width, values } = this.#rings
    for (let place = 0; place < columns.ofNumbers.length; place++) {
      const i = columns.ofNumbers[place]!
      const number = columns.numberIn(i, inputs[i]!)
      numbers[entry * width + numbersFrom + place] = number
      columns.add(this.#heads, head + sumsAt, i, number)
    }
    for (let place = 0; place < columns.ofValues.length; place++) {
      const i = columns.ofValues[place]!
      values[place]![entry] = inputs[i]!
      columns.addValue(slot, i, inputs[i]!, ordinal)
    }
  }

  #removeOldest(slot: number, head: number): void {
    const columns = this.#columns
    const { numbers, width, values } = this.#rings
    const ordinal = this.#heads[head + firstAt]!++
    const entry = this.#entryIn(head, ordinal)
    this.#heads[head + sizeAt]!--
    this.#events--
    for (let place = 0; place < columns.ofNumbers.length; place++)
      columns.remove(
        this.#heads,
        head + sumsAt,
        columns.ofNumbers[place]!,
        numbers[entry * width + numbersFrom + place]!,
      )
    for (let place = 0; place < columns.ofValues.length; place++) {
      columns.removeValue(slot, columns.ofValues[place]!, values[place]![entry]!, ordinal)
      values[place]![entry] = null
    }
    this.#letEvidenceGo(entry)
  }

  #grow(head: number): void {
    const heads = this.#heads
    const [ring, room] = [heads[head + ringAt]!, heads[head + roomAt]!]
    heads[head + ringAt] = this.#rings.grow(ring, room, heads[head + firstAt]!, heads[head + sizeAt]!)
    heads[head + roomAt] = room * 2
  }

  /** It is over, and its slot is another's from now on: what it held is let go. */
  #release(slot: number): void {
    const head = slot * this.#stride
    const heads = this.#heads
    for (let n = heads[head + sizeAt]! - 1; n >= 0; n--) {
      const entry = this.#entryIn(head, heads[head + firstAt]! + n)
      this.#letEvidenceGo(entry)
      for (const column of this.#rings.values) column[entry] = null
    }
    this.#events -= heads[head + sizeAt]!
    this.#rings.give(this.#heads[head + ringAt]!, this.#heads[head + roomAt]!)
    this.#columns.close(slot, head + sumsAt)
  }

  #letEvidenceGo(entry: number): void {
    const mark = this.#markIn(entry)
    if (mark === noEvent) return
    this.#kept.letGo(mark)
    this.#rings.numbers[entry * this.#rings.width + markAt] = noEvent
  }

  /** Whether nothing that comes at that time or later is within the span of any of it. */
  #isOver(slot: number, us: number, nanos: number, spanUs: number): boolean {
    const head = slot * this.#stride
    if (this.#heads[head + sizeAt] === 0) return true
    const age = us - this.#newestUs(slot)
    return age > spanUs || (age === spanUs && nanos > this.#timeIn(this.#newestIn(head)).nanos)
  }

  /** Of a window that is empty any time is long ago. */
  #newestUs(slot: number): number {
    const head = slot * this.#stride
    if (this.#heads[head + sizeAt] === 0) return -Infinity
    return this.#rings.numbers[this.#newestIn(head) * this.#rings.width + usAt]!
  }

  #newestIn(head: number): number {
    return this.#entryIn(head, this.#heads[head + firstAt]! + this.#heads[head + sizeAt]! - 1)
  }

  #entryIn(head: number, ordinal: number): number {
    return this.#heads[head + ringAt]! + (ordinal & (this.#heads[head + roomAt]! - 1))
  }

  /** Oldest first. */
  #entriesOf(slot: number): number[] {
    const head = slot * this.#stride
    const first = this.#heads[head + firstAt]!
    return Array.from({ length: this.#heads[head + sizeAt]! }, (_, n) => this.#entryIn(head, first + n))
  }

  #timeIn(entry: number): Time {
    const at = entry * this.#rings.width
    return { us: this.#rings.numbers[at + usAt]!, nanos: this.#rings.numbers[at + nanosAt]! }
  }

  #markIn(entry: number): number {
    return this.#rings.numbers[entry * this.#rings.width + markAt]!
  }

  #saveEntry(entry: number): SavedEntry {
    const { us, nanos } = this.#timeIn(entry)
    return [us, nanos, this.#inputsIn(entry), this.#kept.event(this.#markIn(entry))?.save() ?? null]
  }

  #inputsIn(entry: number): Inputs {
    const columns = this.#columns
    const { numbers, width, values } = this.#rings
    const inputs: Value[] = new Array(columns.length).fill(true)
    for (const [place, i] of columns.ofNumbers.entries())
      inputs[i] = columns.valueIn(i, numbers[entry * width + numbersFrom + place]!)
    for (const [place, i] of columns.ofValues.entries()) inputs[i] = values[place]![entry]!
    return inputs
  }
}

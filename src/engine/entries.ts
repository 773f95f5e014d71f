// What came of each window, oldest first, and the aggregates over it: a window's head by its slot in one array, its entries
// in a ring. Nothing is made for a window or an entry.
import type { Value } from '../event/value.ts'
import { widened } from '../event/widened.ts'
import type { Exactness } from './aggregates/accumulator.ts'
import type { Gathered } from './aggregates/index.ts'
import { Columns, numbersEach } from './columns.ts'
import type { Time } from './held.ts'
import { leastRoom, markAt, nanosAt, numbersFrom, Rings, usAt } from './rings.ts'
import type { Decoder } from './snapshot/decoder.ts'
import type { Encoder } from './snapshot/encoder.ts'
import type { Inputs } from './window.ts'

/**
 * Of a window's head: ordinal of the oldest entry, how many there are, where its ring is and of what room, when the oldest
 * was and when the newest, then its sums.
 */
export const firstAt = 0
export const sizeAt = 1
export const ringAt = 2
export const roomAt = 3
export const oldestAt = 4
export const newestAt = 5
export const sumsAt = 6

/** As many heads at first. */
const leastHeads = 16

/** Of an entry that is saved: what comes behind its time. */
const savedFrom = 2

/** The mark of an entry of which no event is kept. */
export const unmarked = 0

/** Whoever is told which marks show nothing any more. */
export interface Marks {
  /** How many of the newest of each window are marked. */
  readonly perWindow: number
  letGo(mark: number): void
}

export class Entries {
  readonly columns: Columns
  readonly rings: Rings
  /** Numbers of a head. */
  readonly stride: number
  readonly #marks: Marks
  readonly #shown: number
  /** By slot. Another array where there are more. */
  heads: Float64Array
  /** What `readInputs` fills. */
  readonly #inputs: Value[]

  constructor(aggregates: readonly Gathered[], exactness: Exactness, marks: Marks) {
    this.#marks = marks
    this.#shown = marks.perWindow
    this.columns = new Columns(aggregates, exactness)
    this.rings = new Rings(this.columns.ofNumbers.length, this.columns.ofValues.length)
    this.stride = sumsAt + numbersEach * aggregates.length
    this.heads = new Float64Array(leastHeads * this.stride)
    this.#inputs = aggregates.map(() => true)
  }

  /** Room for so many windows at once. */
  expect(slots: number): void {
    if (slots * this.stride > this.heads.length) this.heads = widened(this.heads, new Float64Array(slots * this.stride))
    this.rings.expect(slots * leastRoom)
  }

  /** An empty window has that slot from now on. */
  open(slot: number): void {
    const head = slot * this.stride
    if (head + this.stride > this.heads.length)
      this.heads = widened(this.heads, new Float64Array(this.heads.length * 2))
    const heads = this.heads
    for (let at = head; at < head + this.stride; at++) heads[at] = 0
    heads[head + ringAt] = this.rings.take(leastRoom)
    heads[head + roomAt] = leastRoom
    heads[head + oldestAt] = Infinity
    heads[head + newestAt] = -Infinity
    this.columns.open(slot)
  }

  /** Its entries are gone. */
  close(slot: number): void {
    const head = slot * this.stride
    for (const column of this.rings.values)
      for (let n = this.sizeOf(slot) - 1; n >= 0; n--) column[this.at(slot, n)] = null
    this.rings.give(this.heads[head + ringAt]!, this.heads[head + roomAt]!)
    this.columns.close(slot, head + sumsAt)
    this.heads[head + sizeAt] = 0
  }

  sizeOf(slot: number): number {
    return this.heads[slot * this.stride + sizeAt]!
  }

  /** Where its n-th oldest entry is. */
  at(slot: number, n: number): number {
    const head = slot * this.stride
    return this.#placeOf(head, this.heads[head + firstAt]! + n)
  }

  /** When the newest came; of a window that is empty any time is long ago. */
  newestUs(slot: number): number {
    return this.heads[slot * this.stride + newestAt]!
  }

  /** Whether nothing that comes at that time or later is within the span of any of it. */
  isOver(slot: number, us: number, nanos: number, spanUs: number): boolean {
    const age = us - this.newestUs(slot)
    return age > spanUs || (age === spanUs && nanos > this.nanosOf(this.at(slot, this.sizeOf(slot) - 1)))
  }

  /** The newest comes in. `mark`: what it is shown by. */
  push(slot: number, us: number, nanos: number, inputs: Inputs, mark: number): void {
    const head = slot * this.stride
    const heads = this.heads
    const size = heads[head + sizeAt]!
    if (size === heads[head + roomAt]) this.grow(head)
    const ordinal = heads[head + firstAt]! + size
    const ring = heads[head + ringAt]!
    const last = heads[head + roomAt]! - 1
    const { numbers, width } = this.rings
    const place = ring + (ordinal & last)
    const from = place * width
    heads[head + sizeAt] = size + 1
    heads[head + newestAt] = us
    if (size === 0) heads[head + oldestAt] = us
    numbers[from + usAt] = us
    numbers[from + nanosAt] = nanos
    numbers[from + markAt] = mark
    this.columns.pushNumbers(heads, head + sumsAt, numbers, from + numbersFrom, inputs)
    if (this.columns.ofValues.length > 0) this.#pushValues(slot, place, inputs, ordinal)
    if (size >= this.#shown) this.unmark((ring + ((ordinal - this.#shown) & last)) * width)
  }

  /** What is not younger than the span goes out. Says how many that were. */
  expire(slot: number, us: number, nanos: number, spanUs: number): number {
    const head = slot * this.stride
    const heads = this.heads
    if (us - heads[head + oldestAt]! < spanUs) return 0
    const { numbers, width } = this.rings
    const size = heads[head + sizeAt]!
    let gone = 0
    while (gone < size && isOver(numbers, this.#oldestFrom(head, gone, width), us, nanos, spanUs)) gone++
    if (gone > 0) this.shift(slot, gone)
    return gone
  }

  /** So many of the oldest go out. */
  shift(slot: number, count: number): void {
    const head = slot * this.stride
    const heads = this.heads
    const { numbers, width } = this.rings
    const first = heads[head + firstAt]!
    const size = heads[head + sizeAt]! - count
    const hasValues = this.columns.ofValues.length > 0
    for (let ordinal = first; ordinal < first + count; ordinal++) {
      const place = this.#placeOf(head, ordinal)
      this.columns.shiftNumbers(heads, head + sumsAt, numbers, place * width + numbersFrom)
      if (hasValues) this.#shiftValues(slot, place, ordinal)
      this.unmark(place * width)
    }
    heads[head + firstAt] = first + count
    heads[head + sizeAt] = size
    heads[head + oldestAt] = size === 0 ? Infinity : numbers[this.#placeOf(head, first + count) * width + usAt]!
    if (size === 0) heads[head + newestAt] = -Infinity
  }

  /** `from`: where the numbers of the entry begin. */
  unmark(from: number): void {
    const { numbers } = this.rings
    const mark = numbers[from + markAt]!
    if (mark === unmarked) return
    numbers[from + markAt] = unmarked
    this.#marks.letGo(mark)
  }

  /** In the order of the aggregates; good until the next call. */
  read(slot: number, lastedUs: number): readonly Value[] {
    const head = slot * this.stride
    return this.columns.read(this.heads, head + sumsAt, slot, this.heads[head + sizeAt]!, lastedUs)
  }

  /** What was read, and what only matches tell. */
  told(slot: number, read: readonly Value[]): readonly Value[] {
    return this.columns.told(slot, read)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(slot: number): readonly number[] {
    return this.columns.approximate(slot)
  }

  usOf(place: number): number {
    return this.rings.numbers[place * this.rings.width + usAt]!
  }

  nanosOf(place: number): number {
    return this.rings.numbers[place * this.rings.width + nanosAt]!
  }

  timeOf(place: number): Time {
    return { us: this.usOf(place), nanos: this.nanosOf(place) }
  }

  markOf(place: number): number {
    return this.rings.numbers[place * this.rings.width + markAt]!
  }

  /** Values that are saved of an entry: its time, and what came in as far as the aggregates need it. */
  get savedEach(): number {
    return savedFrom + this.columns.ofNumbers.length + this.columns.ofValues.length
  }

  write(place: number, to: Encoder): void {
    const { ofNumbers } = this.columns
    const { numbers, width, values } = this.rings
    const from = place * width
    to.number(numbers[from + usAt]!)
    to.number(numbers[from + nanosAt]!)
    for (let n = 0; n < ofNumbers.length; n++)
      to.write(this.columns.valueIn(ofNumbers[n]!, numbers[from + numbersFrom + n]!))
    for (let n = 0; n < values.length; n++) to.write(values[n]![place])
  }

  /** What came in with an entry, behind its time; good until the next call. */
  readInputs(from: Decoder): Inputs {
    const { ofNumbers, ofValues } = this.columns
    for (let n = 0; n < ofNumbers.length; n++) this.#inputs[ofNumbers[n]!] = from.value() as Value
    for (let n = 0; n < ofValues.length; n++) this.#inputs[ofValues[n]!] = from.value() as Value
    return this.#inputs
  }

  #pushValues(slot: number, place: number, inputs: Inputs, ordinal: number): void {
    for (const [n, i] of this.columns.ofValues.entries()) {
      this.rings.values[n]![place] = inputs[i]!
      this.columns.addValue(slot, n, inputs[i]!, ordinal)
    }
  }

  #shiftValues(slot: number, place: number, ordinal: number): void {
    for (const [n, column] of this.rings.values.entries()) {
      this.columns.removeValue(slot, n, column[place]!, ordinal)
      column[place] = null
    }
  }

  /** Where the numbers of the n-th oldest begin. */
  #oldestFrom(head: number, n: number, width: number): number {
    return this.#placeOf(head, this.heads[head + firstAt]! + n) * width
  }

  #placeOf(head: number, ordinal: number): number {
    return this.heads[head + ringAt]! + (ordinal & (this.heads[head + roomAt]! - 1))
  }

  /** A ring that is full gets twice the room. */
  grow(head: number): void {
    const heads = this.heads
    const [ring, room] = [heads[head + ringAt]!, heads[head + roomAt]!]
    heads[head + ringAt] = this.rings.grow(ring, room, heads[head + firstAt]!, heads[head + sizeAt]!)
    heads[head + roomAt] = room * 2
  }
}

function isOver(numbers: Float64Array, from: number, us: number, nanos: number, spanUs: number): boolean {
  const age = us - numbers[from + usAt]!
  return age > spanUs || (age === spanUs && nanos >= numbers[from + nanosAt]!)
}

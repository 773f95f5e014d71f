// Entries of windows, oldest first, each window's in a ring of its own, all rings in one array: times, evidence, and what
// each statistic takes. A ring has room for a power of two, and moves where it needs more.
import type { Value } from '../event/value.ts'
import { widened } from '../event/widened.ts'

/** Of an entry: where its time and its evidence are, and from where on the numbers that statistics take. */
export const [usAt, nanosAt, markAt, numbersFrom] = [0, 1, 2, 3]

export const leastRoom = 4

/** Below so many entries it is not worth while to give room back. */
const leastEntries = 1024

/** From here on half of the room would be too much to have for nothing. */
const manyNumbers = 1 << 19

export class Rings {
  /** Numbers of an entry. */
  readonly width: number
  numbers: Float64Array
  /** Of what is no number, by statistic, then by entry. */
  readonly values: readonly Value[][]
  #entries = 0
  /** By room: where rings of that room were. */
  readonly #free = new Map<number, number[]>()
  /** Rings that are in use. */
  #rings = 0

  constructor(numbers: number, values: number) {
    this.width = numbersFrom + numbers
    this.numbers = new Float64Array(leastEntries * this.width)
    this.values = Array.from({ length: values }, () => [])
  }

  /** Room for so many entries at once. */
  expect(entries: number): void {
    if (entries * this.width > this.numbers.length)
      this.numbers = widened(this.numbers, new Float64Array(entries * this.width))
  }

  /** The first entry of a ring of that room. */
  take(room: number): number {
    this.#rings++
    const freed = this.#free.get(room)?.pop()
    if (freed !== undefined) return freed
    const ring = this.#entries
    this.#entries += room
    if (this.#entries * this.width > this.numbers.length) this.#widen()
    for (const column of this.values) while (column.length < this.#entries) column.push(null)
    return ring
  }

  give(ring: number, room: number): void {
    this.#rings--
    if (this.#rings === 0 && this.#entries > leastEntries) {
      this.#clear()
      return
    }
    const free = this.#free.get(room)
    if (free) free.push(ring)
    else this.#free.set(room, [ring])
  }

  /** Moves so many entries from the oldest on into a ring of twice the room, and says where that is. */
  grow(ring: number, room: number, oldest: number, size: number): number {
    const wider = this.take(room * 2)
    const { numbers, values, width } = this
    for (let ordinal = oldest; ordinal < oldest + size; ordinal++) {
      const from = ring + (ordinal & (room - 1))
      const to = wider + (ordinal & (room * 2 - 1))
      for (let n = 0; n < width; n++) numbers[to * width + n] = numbers[from * width + n]!
      for (const column of values) {
        column[to] = column[from]!
        column[from] = null
      }
    }
    this.give(ring, room)
    return wider
  }

  #widen(): void {
    const { length } = this.numbers
    const room = length < manyNumbers ? length * 2 : Math.ceil(length * 1.25)
    this.numbers = widened(this.numbers, new Float64Array(Math.max(room, this.#entries * this.width)))
  }

  /** A flood passed: what it took is given back. */
  #clear(): void {
    this.#entries = 0
    this.#free.clear()
    this.numbers = new Float64Array(leastEntries * this.width)
    for (const column of this.values) column.length = 0
  }
}

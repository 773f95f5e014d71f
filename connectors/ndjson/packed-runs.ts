// Runs → their tables in one stretch of memory, and back: what goes over to another thread is copied there at once.
import type { Layout } from '../../src/event/layout.ts'
import { columnsOf } from './columns.ts'
import type { News, Run } from './line-scanner.ts'

export interface PackedRun {
  readonly rows: number
  /** Where its tables begin among all that was packed: one behind the other, those with the widest numbers first, so that each begins where it may. */
  readonly at: number
  readonly renewed: readonly number[]
  readonly news: News
  readonly stuck: number
}

export class RunPacker {
  readonly #columns: number
  /** Those that may hold numbers. */
  readonly #numeric: readonly number[]
  #memory = new ArrayBuffer(1 << 16)
  #used = 0

  constructor(wanted: Layout) {
    const columns = columnsOf(wanted)
    this.#columns = columns.length
    this.#numeric = [...columns.keys()].filter((index) => columns[index]!.asNumber)
  }

  /** What was packed before is written over. */
  begin(): void {
    this.#used = 0
  }

  /** The same run, to keep or to send. */
  pack({ rows, times, sequences, numbers, starts, codes, nanos, renewed, news, stuck }: Run): PackedRun {
    const at = this.#take(this.#bytesOf(rows))
    const { doubles, words, halves } = this.#views(this.#memory, at, rows)
    const wide = [times, sequences, ...this.#numeric.map((index) => numbers[index]!)]
    for (const [place, table] of wide.entries()) copy(table, rows, doubles, place * rows)
    for (const [place, table] of [starts, ...codes].entries()) copy(table, rows, words, place * rows)
    copy(nanos, rows, halves, 0)
    return { rows, at, renewed, news, stuck }
  }

  /** All that was packed since `begin`, to be copied to where it goes: to a multiple of eight. */
  get packed(): Uint8Array {
    return new Uint8Array(this.#memory, 0, this.#used)
  }

  /** `memory` begins with what was packed. */
  unpack({ rows, at, renewed, news, stuck }: PackedRun, memory: ArrayBufferLike): Run {
    const { doubles, words, halves } = this.#views(memory, at, rows)
    const wide = (place: number): Float64Array => doubles.subarray(place * rows, (place + 1) * rows)
    const word = (place: number): Int32Array => words.subarray(place * rows, (place + 1) * rows)
    const numbers = Array.from({ length: this.#columns }, (): Float64Array => noNumbers)
    for (const [place, index] of this.#numeric.entries()) numbers[index] = wide(2 + place)
    const codes = Array.from({ length: this.#columns }, (_, index) => word(1 + index))
    const [times, sequences, starts] = [wide(0), wide(1), word(0)]
    return { rows, times, sequences, numbers, starts, codes, nanos: halves, renewed, news, stuck }
  }

  #take(bytes: number): number {
    const at = this.#used
    this.#used += bytes
    if (this.#used > this.#memory.byteLength) this.#memory = this.#memory.transfer(2 * this.#used)
    return at
  }

  #views(memory: ArrayBufferLike, at: number, rows: number) {
    const wide = rows * this.#wide
    const narrow = rows * (1 + this.#columns)
    return {
      doubles: new Float64Array(memory, at, wide),
      words: new Int32Array(memory, at + 8 * wide, narrow),
      halves: new Uint16Array(memory, at + 8 * wide + 4 * narrow, rows),
    }
  }

  /** Tables of a time, a sequence and the numbers. */
  get #wide(): number {
    return 2 + this.#numeric.length
  }

  #bytesOf(rows: number): number {
    return (rows * (8 * this.#wide + 4 * (1 + this.#columns) + 2) + 7) & ~7
  }
}

const noNumbers = new Float64Array(0)

/** By hand: a view of the part to copy would cost more than the copying. */
function copy(from: ArrayLike<number>, rows: number, to: { [place: number]: number }, at: number): void {
  for (let row = 0; row < rows; row++) to[at + row] = from[row]!
}

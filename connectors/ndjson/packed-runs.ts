// Runs → each as one stretch of memory, and back: what goes over to another thread is one buffer then, not twenty.
import type { Layout } from '../../src/event/layout.ts'
import { columnsOf } from './columns.ts'
import type { News, Run } from './line-scanner.ts'

export interface PackedRun {
  readonly rows: number
  /** Its tables, one behind the other: those with the widest numbers first, so that each begins where it may. */
  readonly tables: ArrayBuffer
  readonly news: News
  readonly stuck: number
}

export class RunPacker {
  readonly #columns: number
  /** Those that may hold numbers. */
  readonly #numeric: readonly number[]

  constructor(wanted: Layout) {
    const columns = columnsOf(wanted)
    this.#columns = columns.length
    this.#numeric = [...columns.keys()].filter((index) => columns[index]!.asNumber)
  }

  /** The same run, to keep or to send. */
  pack({ rows, times, sequences, numbers, starts, ids, nanos, news, stuck }: Run): PackedRun {
    const tables = new ArrayBuffer(this.#bytesOf(rows))
    const { doubles, words, halves } = this.#views(tables, rows)
    const wide = [times, sequences, ...this.#numeric.map((index) => numbers[index]!)]
    for (const [place, table] of wide.entries()) copy(table, rows, doubles, place * rows)
    for (const [place, table] of [starts, ...ids].entries()) copy(table, rows, words, place * rows)
    copy(nanos, rows, halves, 0)
    return { rows, tables, news, stuck }
  }

  unpack({ rows, tables, news, stuck }: PackedRun): Run {
    const { doubles, words, halves } = this.#views(tables, rows)
    const wide = (place: number): Float64Array => doubles.subarray(place * rows, (place + 1) * rows)
    const word = (place: number): Int32Array => words.subarray(place * rows, (place + 1) * rows)
    const numbers = Array.from({ length: this.#columns }, (): Float64Array => noNumbers)
    for (const [place, index] of this.#numeric.entries()) numbers[index] = wide(2 + place)
    const ids = Array.from({ length: this.#columns }, (_, index) => word(1 + index))
    return { rows, times: wide(0), sequences: wide(1), numbers, starts: word(0), ids, nanos: halves, news, stuck }
  }

  #views(tables: ArrayBuffer, rows: number) {
    const wide = rows * this.#wide
    const narrow = rows * (1 + this.#columns)
    return {
      doubles: new Float64Array(tables, 0, wide),
      words: new Int32Array(tables, 8 * wide, narrow),
      halves: new Uint16Array(tables, 8 * wide + 4 * narrow, rows),
    }
  }

  /** Tables of a time, a sequence and the numbers. */
  get #wide(): number {
    return 2 + this.#numeric.length
  }

  #bytesOf(rows: number): number {
    return rows * (8 * this.#wide + 4 * (1 + this.#columns) + 2)
  }
}

const noNumbers = new Float64Array(0)

/** By hand: a view of the part to copy would cost more than the copying. */
function copy(from: ArrayLike<number>, rows: number, to: { [place: number]: number }, at: number): void {
  for (let row = 0; row < rows; row++) to[at + row] = from[row]!
}

// Whole lines of JSON → runs of rows, as plain data: it may be sent to another thread. The wanted fields are read where
// they stand, and a value that comes again is told once.
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'
import { newline } from '../json/bytes.ts'
import { newsWords } from '../json/column-tables.ts'
import { lineWords, RowScanner, type Told } from '../json/row-scanner.ts'
import { longestLine } from '../lines.ts'
import { type Column, columnsOf, rowsOf } from './columns.ts'
import { TimeReader } from './time.ts'
import { valueAt } from './values.ts'

/** Rows of lines that follow each other. Its tables may be longer than that. */
export interface Run {
  readonly rows: number
  /** By row: where its line starts in the bytes. */
  readonly starts: Int32Array
  /** By row: microseconds; NaN where the line is to be parsed, since it may be no event. */
  readonly times: Float64Array
  readonly nanos: Uint16Array
  /** By row: negative where the line has none. */
  readonly sequences: Float64Array
  /** By column, then by row: which value it is, or one of `code`. */
  readonly codes: readonly Int32Array[]
  /** By column, then by row: where the code says that it is a number. */
  readonly numbers: readonly Float64Array[]
  /** Columns whose codes stand for nothing any more that they stood for before. */
  readonly renewed: readonly number[]
  /** What codes stand for from now on. */
  readonly news: News
  /** Where the line behind them starts, if it is to be parsed; else -1. */
  readonly stuck: number
}

/** Side by side: of which column, as which code, which value. */
export interface News {
  readonly columns: readonly number[]
  readonly codes: readonly number[]
  readonly values: readonly Value[]
}

/** A run that is good for as long as somebody has it. */
export function lasting(run: Run): Run {
  const { rows, times, nanos, sequences, starts, codes, numbers } = run
  return {
    ...run,
    times: times.slice(0, rows),
    nanos: nanos.slice(0, rows),
    sequences: sequences.slice(0, rows),
    starts: starts.slice(0, rows),
    codes: codes.map((column) => column.slice(0, rows)),
    numbers: numbers.map((column) => column.slice(0, rows)),
  }
}

export class LineScanner {
  readonly #columns: readonly Column[]
  readonly #scanner: RowScanner
  readonly #time = new TimeReader()
  readonly #starts: Int32Array
  readonly #nanos: Uint16Array

  constructor(wanted: Layout) {
    this.#columns = columnsOf(wanted)
    this.#scanner = new RowScanner(rowsOf(wanted, this.#columns))
    this.#starts = new Int32Array(this.#scanner.mostRows)
    this.#nanos = new Uint16Array(this.#scanner.mostRows)
  }

  /** Each run is only good until the next one. */
  *scan(bytes: Uint8Array): Generator<Run> {
    const scanner = this.#scanner
    scanner.load(bytes)
    for (let at = scanner.start; at < scanner.end; ) {
      const told = scanner.run(at)
      this.#read(told)
      const stuck = told.isStuck ? told.next - scanner.start : -1
      yield { ...told, starts: this.#starts, nanos: this.#nanos, news: this.#news(told), stuck }
      at = told.isStuck ? scanner.start + bytes.indexOf(newline, stuck) + 1 : told.next
    }
  }

  #read(told: Told): void {
    const { rows, times, lines } = told
    const { start } = this.#scanner
    for (let row = 0; row < rows; row++) {
      const from = lines[row * lineWords.count + lineWords.start]!
      this.#starts[row] = from - start
      this.#nanos[row] = 0
      if (times[row]! < 0) this.#readTime(told, row)
      if (lines[row * lineWords.count + lineWords.end]! - from > longestLine) times[row] = Number.NaN
    }
  }

  #readTime({ times, lines, bytes }: Told, row: number): void {
    const time = this.#time
    const start = lines[row * lineWords.count + lineWords.timeStart]!
    const end = lines[row * lineWords.count + lineWords.timeEnd]!
    const isTime = time.bytes(bytes, start + 1, end - 1) || time.read(valueAt(bytes, start, end))
    times[row] = isTime ? time.us : Number.NaN
    this.#nanos[row] = isTime ? time.nanos : 0
  }

  #news({ bytes, values: told, news }: Told): News {
    const columns: number[] = []
    const codes: number[] = []
    const values: Value[] = []
    for (let at = 0; at < news * newsWords.count; at += newsWords.count) {
      const column = told[at + newsWords.column]!
      const value = valueAt(bytes, told[at + newsWords.start]!, told[at + newsWords.end]!)
      columns.push(column)
      codes.push(told[at + newsWords.number]!)
      values.push(this.#columns[column]!.fit(value))
    }
    return { columns, codes, values }
  }
}

// Rows that are told by codes → the tables of a batch. Values that come again are one list by field for all batches, so that
// equal codes stand for the same value.
import type { Batch, Origins } from '../../../src/event/batch.ts'
import { Column, code } from '../../../src/event/column.ts'
import type { Value } from '../../../src/event/value.ts'
import { widened } from '../../../src/event/widened.ts'

/** Beyond, a batch begins another list. */
const mostValues = 1 << 16

/** What is told of a field. */
export class FieldTable {
  /** By code. */
  values: Value[] = []
  codes = new Int32Array(0)
  numbers = new Float64Array(0)
  /** What is told of a row that was asked, and has no value. */
  nothing: number = code.absent
  /** Of codes from `passing` down. */
  #passing: Value[] = []
  #room = 0

  /** Rows of a batch are told from here on. True where its codes begin anew. */
  begin(room: number): boolean {
    this.#room = room
    this.codes = new Int32Array(0)
    this.numbers = noNumbers
    this.#passing = []
    if (this.values.length <= mostValues) return false
    this.values = []
    return true
  }

  /** A code for a value that none stands for. */
  keep(value: Value): number {
    return value === null ? this.nothing : this.values.push(value) - 1
  }

  /** What a row has for itself goes with the batch: it is not kept. */
  put(row: number, value: Value): void {
    if (typeof value === 'number') this.#putNumber(row, value)
    else this.tell(row, value === null ? this.nothing : code.passing - (this.#passing.push(value) - 1))
  }

  #putNumber(row: number, value: number): void {
    this.tell(row, code.isNumber)
    if (row >= this.numbers.length) this.numbers = widened(this.numbers, new Float64Array(this.codes.length))
    this.numbers[row] = value
  }

  tell(row: number, coded: number): void {
    if (row >= this.codes.length) {
      if (coded === code.absent && this.codes.length === 0) return
      this.#widen(row)
    }
    this.codes[row] = coded
  }

  #widen(row: number): void {
    const before = this.codes.length
    this.codes = widened(this.codes, new Int32Array(Math.max(this.#room, 2 * before, row + 1)))
    this.codes.fill(code.absent, before)
  }

  /** `made`: what a row has that is to have a value of its own. */
  column(rows: number, made: (row: number) => Value): Column | null {
    if (this.codes.length === 0) return null
    if (this.codes.length < rows) this.#widen(rows - 1)
    return new Column(this.codes, this.values, { numbers: this.numbers, passing: this.#passing, leftOut: null, made })
  }
}

const noNumbers = new Float64Array(0)

/** By row, from the first of the batch on. */
export interface ToldRows {
  readonly first: number
  readonly starts: Int32Array
  readonly categories: Int32Array
}

export class RowTables {
  length = 0
  /** By slot. */
  readonly fields: readonly FieldTable[]
  #times = noNumbers
  #sequences = noNumbers
  #categories = new Int32Array(0)
  /** By row: where its line starts in the piece of bytes that it is read from. */
  #starts = new Int32Array(0)

  constructor(fields: number) {
    this.fields = Array.from({ length: fields }, () => new FieldTable())
  }

  /** The rows of another batch, of which so many are expected. Returns the slots whose codes begin anew. */
  begin(expected: number): ReadonlySet<number> {
    this.length = 0
    this.#times = new Float64Array(expected)
    this.#sequences = new Float64Array(expected)
    this.#categories = new Int32Array(expected)
    this.#starts = new Int32Array(expected)
    return new Set([...this.fields.keys()].filter((slot) => this.fields[slot]!.begin(expected)))
  }

  add(categories: number, us: number, sequence: number, start: number): number {
    const row = this.length++
    if (row >= this.#times.length) this.#widen(2 * row + 16)
    this.#times[row] = us
    this.#sequences[row] = sequence
    this.#categories[row] = categories
    this.#starts[row] = start
    return row
  }

  /** Rows from there on were told in vain. */
  truncate(length: number): void {
    this.length = length
    for (const { codes } of this.fields) codes.fill(code.absent, length)
  }

  #widen(room: number): void {
    this.#times = widened(this.#times, new Float64Array(room))
    this.#sequences = widened(this.#sequences, new Float64Array(room))
    this.#categories = widened(this.#categories, new Int32Array(room))
    this.#starts = widened(this.#starts, new Int32Array(room))
  }

  /** Adds all rows to the batch, which goes on reading the tables. `idAt`: what a row is called whose line starts there. */
  give(batch: Batch, originsOf: (told: ToldRows) => Origins, idAt: (start: number) => string): void {
    const rows = this.length
    if (rows === 0) return
    const starts = this.#starts
    const origins = originsOf({ first: batch.length, starts, categories: this.#categories })
    const columns = this.fields.map((field) => field.column(rows, (row) => idAt(starts[row]!)))
    const [times, sequences] = [this.#times.subarray(0, rows), this.#sequences.subarray(0, rows)]
    const categories = this.#categories.subarray(0, rows)
    if (batch.length === 0) {
      batch.begin({ rows, times, nanos: new Uint16Array(rows), sequences, categories, origins, columns })
      return
    }
    for (let row = 0; row < rows; row++) {
      const put = batch.add(categories[row]!, times[row]!, 0, sequences[row]!, origins)
      for (const [slot, column] of columns.entries()) if (column !== null) batch.set(put, slot, column.at(row))
    }
  }
}

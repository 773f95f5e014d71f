// The values of one field in the rows of a batch: by row a number, and by number the value. A reader that meets the same
// values again and again gives the numbers as it knows them, so that nothing is put down for each row.
import type { Value } from './value.ts'

/** Numbers that are no places among the values. */
export const code = {
  absent: -1,
  isNumber: -2,
  leftOut: -3,
  /** Each row has one of its own, which is made when somebody asks. */
  made: -5,
  /** This and those below it are of values that came once, one after the other. */
  passing: -16,
} as const

/** What is not among the values that come again. */
export interface Rare {
  /** By row, where the code says that it is a number. */
  readonly numbers: Float64Array
  /** Of codes from `passing` down. */
  readonly passing: readonly Value[]
  /** Stands for a text in which nobody would find anything. */
  readonly leftOut: Value
  /** Where a code says that it is made. */
  readonly made?: (row: number) => Value
}

const nothingRare: Rare = { numbers: new Float64Array(0), passing: [], leftOut: null }

/** Longer than the batch. */
export class Column {
  /** By row. */
  codes: Int32Array
  /**
   * By code, from 0 on. A value keeps its code as long as this is the same array, to which others are added; one value may
   * have several codes.
   */
  values: Value[]
  #rare: Rare
  /** Whether each row has a place among the values for itself. */
  #isOwn = false

  constructor(codes: Int32Array, values: Value[] = noValues, rare: Rare = nothingRare) {
    this.codes = codes
    this.values = values
    this.#rare = rare
  }

  /** Null for all rows. */
  static empty(room: number): Column {
    return new Column(absentFor(room))
  }

  /** Null where the event does not have the field. */
  at(row: number): Value {
    const coded = this.codes[row]!
    return coded >= 0 ? this.values[coded]! : coded === code.absent ? null : this.#rareAt(coded, row)
  }

  /** Of the first so many rows. */
  list(rows: number): Value[] {
    return Array.from({ length: rows }, (_, row) => this.at(row))
  }

  /** `room`: how many rows may have a value. */
  set(row: number, value: Value, room: number): void {
    if (!this.#isOwn) {
      if (value === null && this.values === noValues) return
      this.#own(room, room)
    }
    this.values[row] = value
  }

  /** So many rows may have a value, and not only those of before. */
  widen(rows: number, room: number): void {
    if (this.values === noValues) this.codes = absentFor(room)
    else this.#own(rows, room)
  }

  #own(rows: number, room: number): void {
    const values = new Array<Value>(room).fill(null)
    for (let row = 0; row < rows; row++) values[row] = this.at(row)
    this.codes = placesFor(room)
    this.values = values
    this.#rare = nothingRare
    this.#isOwn = true
  }

  #rareAt(coded: number, row: number): Value {
    const { numbers, passing, leftOut, made } = this.#rare
    if (coded === code.isNumber) return numbers[row]!
    if (coded === code.made) return made!(row)
    return coded <= code.passing ? passing[code.passing - coded]! : coded === code.leftOut ? leftOut : null
  }
}

/** Of columns that nobody put anything into. */
const noValues: Value[] = []

/** Beyond, they are not kept. */
const mostShared = 2 ** 16

/** The same for all columns of about that length, as nobody writes to them: most events have few of the fields. */
function sharedTables(fill: (table: Int32Array) => Int32Array): (room: number) => Int32Array {
  const tables = new Map<number, Int32Array>()
  return (room) => {
    const length = 2 ** Math.ceil(Math.log2(Math.max(1, room)))
    const known = tables.get(length) ?? fill(new Int32Array(length))
    if (length <= mostShared) tables.set(length, known)
    return known
  }
}

const absentFor = sharedTables((table) => table.fill(code.absent))
const placesFor = sharedTables((table) => table.map((_, row) => row))

// Rows of codes → the values of the row at hand, by number. Whoever works something out from them can have it written down
// which codes that depended on.
import { code } from '../../../src/event/column.ts'
import { newsWords } from '../../json/column-tables.ts'
import type { Part } from '../../template/template-scanner.ts'
import type { CodedRow } from '../values.ts'
import type { CodeTable } from './answers.ts'
import type { CodedRows, LineScanner } from './scanner.ts'

/** What was looked at in a column: its code, only whether there is one, or its code with all numbers above zero alike. */
export interface Look {
  readonly column: number
  readonly at: 'code' | 'presence' | 'sign'
}

// Instead of a column: a value that has none.
const none = -1
const askedInVain = -2

export class CodedLines {
  /** The row at hand, and how many were at hand so far. */
  row = -1
  visits = 0
  /** By column, then by row. */
  table: CodeTable = { words: new Int32Array(0), starts: new Int32Array(0) }
  #numbers: CodedRows['numbers'] = []
  /** What is looked at, where somebody wants to know. */
  looks: Look[] | null = null
  /** Something was asked for that has no column, though lines have it. */
  isLacking = false
  readonly #scanner: LineScanner
  readonly #asked: readonly Set<number>[]
  /** By column, then by code. */
  readonly #texts: (string | null)[][]
  readonly #codeLooks: readonly Look[]
  readonly #presenceLooks: readonly Look[]
  readonly #signLooks: readonly Look[]
  /** Of codes that are told once. */
  #passing: (string | null)[] = []

  /** `asked`: where it is written down what is asked for. */
  constructor(scanner: LineScanner, asked: readonly Set<number>[]) {
    const columns = Array.from({ length: scanner.columns }, (_, column) => column)
    this.#scanner = scanner
    this.#asked = asked
    this.#texts = columns.map(() => [])
    this.#codeLooks = columns.map((column) => ({ column, at: 'code' }))
    this.#presenceLooks = columns.map((column) => ({ column, at: 'presence' }))
    this.#signLooks = columns.map((column) => ({ column, at: 'sign' }))
  }

  /** Takes rows in, in place of those before. */
  load(told: CodedRows): void {
    this.row = -1
    this.#see(told.codes)
    this.#numbers = told.numbers
    this.#passing = []
    for (const column of told.renewed) this.#texts[column] = []
    const { values, bytes } = told
    const end = told.news * newsWords.count
    for (let at = 0; at < end; at += newsWords.count) {
      const column = values[at + newsWords.column]!
      const number = values[at + newsWords.number]!
      const text = this.#scanner.textAt(column, bytes, values[at + newsWords.start]!, values[at + newsWords.end]!)
      if (number >= 0) this.#texts[column]![number] = text
      else this.#passing[code.passing - number] = text
    }
  }

  /** All columns stand in one memory. */
  #see(codes: CodedRows['codes']): void {
    const memory = codes[0]?.buffer
    if (memory === undefined || memory === this.table.words.buffer) return
    const starts = Int32Array.from(codes, ({ byteOffset }) => byteOffset / Int32Array.BYTES_PER_ELEMENT)
    this.table = { words: new Int32Array(memory), starts }
  }

  #codeAt(column: number): number {
    const { words, starts } = this.table
    return words[starts[column]! + this.row]!
  }

  moveTo(row: number): void {
    if (row === this.row) return
    this.row = row
    this.visits++
  }

  /** What a column is of the row at hand, where it is told as a number; NaN where it is not. */
  numberOf(column: number): number {
    return this.#codeAt(column) === code.isNumber ? this.#numbers[column]![this.row]! : Number.NaN
  }

  /** The column of a value of such lines, -1 where it has none. */
  columnOf(kind: number, index: number): number {
    return this.#scanner.columnsOf(kind)[index]!
  }

  /** The row at hand as a line of that kind. */
  rowOf(kind: number): CodedRow {
    const columns = this.#scanner.columnsOf(kind).slice()
    const columnOf = (index: number): number => {
      const column = columns[index]!
      if (column === none) {
        this.#lack(kind, index)
        columns[index] = askedInVain
      }
      return column
    }
    const partOf = (index: number, part: Part): number => columnOf(this.#scanner.numberOfPart!(kind, index, part))
    return {
      at: (index) => this.#at(columnOf(index)),
      has: (index) => this.#has(columnOf(index)),
      isPositive: (index) => this.#isPositive(columnOf(index)),
      numberAt: (index) => this.#numberAt(columnOf(index)),
      partAt: (index, part) => this.#at(partOf(index, part)),
      hasPart: (index, part) => this.#has(partOf(index, part)),
      timeAt: (index) => this.#numberAt(columnOf(index)),
    }
  }

  #lack(kind: number, index: number): void {
    this.#asked[kind]!.add(index)
    this.isLacking ||= this.#scanner.lacks(kind, index)
  }

  #at(column: number): string | null {
    if (column < 0) return null
    this.looks?.push(this.#codeLooks[column]!)
    return this.#textAt(column)
  }

  #textAt(column: number): string | null {
    const coded = this.#codeAt(column)
    if (coded >= 0) return this.#texts[column]![coded]!
    if (coded === code.isNumber) return String(this.#numbers[column]![this.row]!)
    return coded <= code.passing ? this.#passing[code.passing - coded]! : null
  }

  #numberAt(column: number): number {
    if (column < 0) return Number.NaN
    this.looks?.push(this.#codeLooks[column]!)
    return this.numberOf(column)
  }

  #has(column: number): boolean {
    if (column < 0) return false
    this.looks?.push(this.#presenceLooks[column]!)
    return this.#codeAt(column) !== code.absent
  }

  /** A scanner tells as numbers those above zero alone. */
  #isPositive(column: number): boolean {
    if (column < 0) return false
    this.looks?.push(this.#signLooks[column]!)
    return this.#codeAt(column) === code.isNumber || Number(this.#textAt(column)) > 0
  }
}

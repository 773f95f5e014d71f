// The contract between what finds values in the bytes of many lines and what they mean: lines go in, rows of codes come out.
import type { Told } from '../../json/row-scanner.ts'
import type { Part } from '../../template/template-scanner.ts'

/**
 * Rows of lines that follow each other. A column is of one value that lines may have; equal codes of a column stand for
 * equal texts until it is renewed; numbers are those above zero alone; all columns stand in one memory. Codes below zero are
 * those of src/event/column.ts, and -4 for a value that is there and says nothing.
 */
export type CodedRows = Pick<
  Told,
  'bytes' | 'codes' | 'isStuck' | 'lines' | 'news' | 'next' | 'numbers' | 'renewed' | 'rows' | 'values'
>

/** What reads stretches of lines. */
interface Rows {
  /** Takes whole lines in, in place of those before. */
  load(bytes: Uint8Array): void
  /** Where they begin, as a place of `run`. */
  readonly start: number
  /** That `run` makes at once. */
  readonly mostRows: number
  /** Makes rows of the lines from `at` on, as far as there is room; stuck at a line that is to be read by itself. */
  run(at: number): CodedRows
}

export interface LineScanner {
  readonly rows: Rows
  readonly columns: number
  /** By the value's number: its column, -1 where it has none. */
  columnsOf(kind: number): Int32Array
  /** The number that stands for a part of a value, where parts are told. */
  numberOfPart?(kind: number, index: number, part: Part): number
  /** Whether any line so far had a value that has no column. */
  lacks(kind: number, index: number): boolean
  /** Grows with what lines were found to have. */
  readonly met: number
  /** How many names of values had to be learned: grows where lines go on to have others. */
  readonly learned: number
  /** What stands there, as `Values.at` would say. */
  textAt(column: number, bytes: Buffer, start: number, end: number): string | null
}

/** Which values anybody has asked for, by kind of line. */
export type Asked = readonly ReadonlySet<number>[]

// The contract between a format and what its lines mean: a line goes in, its values come out by number.
import type { Value } from '../../src/event/value.ts'
import type { Part } from '../template/template-scanner.ts'
import type { Meaning } from './facts.ts'
import type { EventKind } from './fields.ts'
import type { JsonLines } from './rows/json-lines.ts'
import type { TextLines } from './rows/text-lines.ts'

/** The values of the line loaded last. */
export interface Values {
  /**
   * `line` holds one character a byte; `bytes` hold the same from `start` on, where they are at hand. False where the line
   * is not of this kind.
   */
  load(line: string, ascii: boolean, bytes?: Uint8Array, start?: number): boolean
  /** Why the line loaded last is not of this kind, where more can be said than that. */
  whyNot?(): string | null
  /** The events that such a line gives, where another log of the product gives the others. */
  readonly tells?: readonly EventKind[]
  /** What the values say: where several give the same fact, the first that says something counts. */
  readonly said: readonly Said[]
  /** Which values any line so far had; `count` grows with them. All of them where it is absent. */
  readonly met?: { readonly count: number; has(index: number): boolean }
  /** Null where nothing was logged: `-`, or nothing at all. */
  at(index: number): string | null
  /** When a value is, in microseconds, NaN where it is not: where that was found out with the value. */
  readonly timeAt?: ((index: number) => number) | undefined
  /** The number that a value is, NaN where it is none or is not told as one: where that was found out with the value. */
  readonly numberAt?: ((index: number) => number) | undefined
  /** Whether the line has a place for it, empty or not. */
  has(index: number): boolean
  /** Whether it is a number above zero. To be asked of `at` where it is absent. */
  isPositive?(index: number): boolean
  /** What else the line says: by the names that the product or the format gives it. */
  others(): readonly (readonly [name: string, value: Value])[]
  /** Those of them whose names are whole, and are not put behind the product's. */
  readonly named?: ReadonlySet<string>
  /** One of those; null where the line does not have it. */
  other(name: string): Value
  /** How many of such lines are read at once, where that can be. */
  readonly scanned?: Scanned | undefined
}

/** By format. */
export type Scanned = JsonLines | TextLines

/** One of many lines that were read at once: its values, by number, as `Values` has them. */
export interface CodedRow {
  at(index: number): string | null
  has(index: number): boolean
  isPositive(index: number): boolean
  /** NaN where it is not told as a number. */
  numberAt(index: number): number
  /** A part of a value, as it is written there; null where it is empty, or there is no value. */
  partAt(index: number, part: Part): string | null
  /** Whether there is a value that it is a part of. */
  hasPart(index: number, part: Part): boolean
  /** Microseconds, NaN where there is none, of a value that the scanner reads as a time. */
  timeAt(index: number): number
}

export interface Said {
  readonly index: number
  readonly meaning: Meaning
}

/**
 * A kind of line that a product writes. Opened for each source, since values are read one line at a time. `row`: where the
 * values come from, if not from the line that is loaded.
 */
export type OpenValues = (row?: CodedRow) => Values

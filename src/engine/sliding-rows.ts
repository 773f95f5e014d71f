// Rows of one batch, in order, none of which need wait → the sliding windows of their keys, where one number at most is kept of
// an event. The same as windows.ts does for one row after the other; what each row takes is read first, in loops of their own,
// and the steps of a window stand in one place, over its arrays: half of what an event costs is finding out where things lie.
import type { Aggregate, StatsPlan } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { code } from '../event/column.ts'
import type { Value } from '../event/value.ts'
import { CodedSlots } from './coded-slots.ts'
import { takenBy } from './correlations/stats-rows.ts'
import { type Entries, firstAt, newestAt, oldestAt, ringAt, roomAt, sizeAt, sumsAt, unmarked } from './entries.ts'
import type { HeldRows } from './held-rows.ts'
import { columnOf, isOwnKey, keyOf } from './key.ts'
import { markAt, nanosAt, numbersFrom, usAt } from './rings.ts'
import type { RowList } from './row-list.ts'
import type { Windows } from './windows.ts'

/** Whoever gave the rows. */
export interface Taker {
  /** What a row was for the rule; whether it changed anything. */
  took(batch: Batch, row: number, rows: HeldRows, changed: boolean): void
}

/** Rows of a batch that pass the filter, and who holds those that outlast it. */
export interface Selected {
  readonly batch: Batch
  readonly selected: RowList
  readonly rows: HeldRows
}

/** Whoever is told of windows in which the condition holds. */
export interface Finder {
  /** The row just went into the window of that slot. */
  find(slot: number, values: readonly Value[], key: string, row: number, of: Selected): void
  /** The condition's own code failed. */
  failed(error: unknown): void
}

/** Rows that are read at once, before any of them is taken. */
const rowsAtOnce = 256

export class SlidingRows {
  readonly #windows: Windows
  readonly #entries: Entries
  readonly #slots: CodedSlots
  readonly #spanUs: number
  readonly #finder: Finder
  /** Whether of each event a number is kept: else its coming is all that counts. */
  readonly #keepsNumber: boolean
  /** Of the rows at hand that are for the rule: their numbers, keys, and what is kept of them. */
  readonly #picked = new Int32Array(rowsAtOnce)
  readonly #keys: string[] = new Array(rowsAtOnce).fill('')
  readonly #codes = new Int32Array(rowsAtOnce)
  /** The aggregate, as it is judged. */
  readonly #told: Value[] = [null]
  readonly #numbers = new Float64Array(rowsAtOnce)

  constructor(windows: Windows, spanUs: number, finder: Finder) {
    this.#windows = windows
    this.#entries = windows.entries
    this.#slots = new CodedSlots(windows.slots)
    this.#spanUs = spanUs
    this.#finder = finder
    this.#keepsNumber = windows.entries.columns.ofNumbers.length > 0
  }

  /** Whether the statistics of such a plan can be taken this way. */
  static isFor({ aggregates, next, readsKeys, readsPast }: StatsPlan, { columns }: Entries): boolean {
    return !next && !readsKeys && !readsPast && aggregates.length === 1 && columns.ofValues.length === 0
  }

  /** Of rows that pass the filter. Gives the place of the first that was not taken: from there on the rule's own code fails on one. */
  take(plan: StatsPlan, of: Selected, taker: Taker): number {
    const { selected } = of
    for (let at = 0; at < selected.size; at += rowsAtOnce) {
      let count = 0
      try {
        count = this.#read(plan, at, of)
      } catch {
        return at
      }
      this.#takeRead(plan, count, of, taker)
    }
    return selected.size
  }

  /** How many of the next rows have a key. Nothing is changed by it. */
  #read({ by, aggregates }: StatsPlan, from: number, { batch, selected: { numbers, size } }: Selected): number {
    const to = Math.min(size, from + rowsAtOnce)
    const keyed = this.#readKeys(by, batch, numbers, from, to)
    if (this.#keepsNumber) this.#readNumbers(aggregates[0]!, batch, keyed)
    return keyed
  }

  #readKeys(by: StatsPlan['by'], batch: Batch, numbers: Int32Array, from: number, to: number): number {
    const [picked, keys, codes] = [this.#picked, this.#keys, this.#codes]
    const column = columnOf(by, batch)
    if (column !== null) this.#slots.begin(column)
    let keyed = 0
    for (let n = from; n < to; n++) {
      const row = numbers[n]!
      const value = column === null ? null : column.at(row)
      const key = typeof value === 'string' && isOwnKey(value) ? value : keyOf(by, batch, row)
      if (key === null) continue
      picked[keyed] = row
      codes[keyed] = column === null ? code.absent : column.codes[row]!
      keys[keyed++] = key
    }
    return keyed
  }

  #readNumbers(aggregate: Aggregate, batch: Batch, count: number): void {
    const { columns } = this.#entries
    const [picked, numbers] = [this.#picked, this.#numbers]
    const column = aggregate.slot === undefined || aggregate.where ? null : batch.columns[aggregate.slot]!
    const takesNumbers = aggregate.kind !== 'count'
    for (let n = 0; n < count; n++) {
      const row = picked[n]!
      const value = column === null ? null : column.at(row)
      numbers[n] =
        typeof value === 'number' && takesNumbers ? value : columns.numberIn(0, takenBy(aggregate, batch, row))
    }
  }

  /** One long function, since it is the engine's innermost loop: in pieces it takes longer. */
  #takeRead({ having }: StatsPlan, count: number, of: Selected, taker: Taker): void {
    const { batch, rows } = of
    const { times, nanos: allNanos } = batch
    const windows = this.#windows
    const entries = this.#entries
    const { kept } = windows
    const slots = this.#slots
    const { stride, columns, rings } = entries
    const { perWindow } = kept
    const spanUs = this.#spanUs
    const keepsNumber = this.#keepsNumber
    const told = this.#told
    for (let n = 0; n < count; n++) {
      const row = this.#picked[n]!
      const key = this.#keys[n]!
      const us = times[row]!
      const nanos = allNanos[row]!
      if (us >= windows.quietUntilUs) windows.forgetOver(us, nanos, spanUs)
      if (!windows.admits(key)) {
        taker.took(batch, row, rows, false)
        continue
      }
      const slot = slots.touch(key, this.#codes[n]!)
      const heads = entries.heads
      const head = slot * stride
      if (us - heads[head + oldestAt]! >= spanUs) this.#expire(head, us, nanos)
      if (windows.isFull(heads[head + sizeAt]!)) windows.makeRoom(slot)
      const size = heads[head + sizeAt]!
      const mark = kept.keepRow(rows, row, size)
      if (size === heads[head + roomAt]!) entries.grow(head)
      const { numbers, width } = rings
      const ring = heads[head + ringAt]!
      const last = heads[head + roomAt]! - 1
      const ordinal = heads[head + firstAt]! + size
      const at = (ring + (ordinal & last)) * width
      heads[head + sizeAt] = size + 1
      heads[head + newestAt] = us
      if (size === 0) heads[head + oldestAt] = us
      numbers[at + usAt] = us
      numbers[at + nanosAt] = nanos
      numbers[at + markAt] = mark
      if (keepsNumber) {
        const number = this.#numbers[n]!
        numbers[at + numbersFrom] = number
        columns.add(heads, head + sumsAt, number)
      }
      if (size >= perWindow) entries.unmark((ring + ((ordinal - perWindow) & last)) * width)
      windows.held++
      told[0] = columns.valueOf(0, heads, head + sumsAt, slot, size + 1, spanUs)
      if (this.#holds(having)) this.#finder.find(slot, told, key, row, of)
      taker.took(batch, row, rows, true)
    }
  }

  #holds(having: StatsPlan['having']): boolean {
    try {
      return having(this.#told)
    } catch (error) {
      this.#finder.failed(error)
      return false
    }
  }

  #expire(head: number, us: number, nanos: number): void {
    const { heads, columns, rings } = this.#entries
    const { numbers, width } = rings
    const ring = heads[head + ringAt]!
    const last = heads[head + roomAt]! - 1
    const before = heads[head + sizeAt]!
    let first = heads[head + firstAt]!
    let size = before
    let oldestUs = Infinity
    const keepsNumber = this.#keepsNumber
    const spanUs = this.#spanUs
    const { kept } = this.#windows
    for (; size > 0; size--) {
      const at = (ring + (first & last)) * width
      oldestUs = numbers[at + usAt]!
      const age = us - oldestUs
      if (age < spanUs || (age === spanUs && nanos < numbers[at + nanosAt]!)) break
      const mark = numbers[at + markAt]!
      if (mark !== unmarked) kept.letGo(mark)
      if (keepsNumber) columns.remove(heads, head + sumsAt, numbers[at + numbersFrom]!)
      first++
    }
    heads[head + firstAt] = first
    heads[head + sizeAt] = size
    heads[head + oldestAt] = size === 0 ? Infinity : oldestUs
    if (size === 0) heads[head + newestAt] = -Infinity
    this.#windows.held -= before - size
  }
}

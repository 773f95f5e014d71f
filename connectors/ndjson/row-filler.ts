// Runs of rows that a scanner told of → rows of a batch. Values that come again are the same objects again.
import type { Batch } from '../../src/event/batch.ts'
import type { Layout } from '../../src/event/layout.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { id } from '../json/records.ts'
import { type Column, categories, clients, columnsOf } from './columns.ts'
import { bitsOf, type Naming, slotsOf } from './known.ts'
import type { News, Run } from './line-scanner.ts'
import type { Lines } from './lines.ts'
import { dataset } from './origin.ts'

/** Where the rows of a piece go. */
export interface Taking {
  readonly batch: Batch
  /** Of the piece: told where each row came from. */
  readonly lines: Lines
  /** Where the piece begins in the source. */
  readonly offset: number
  /** Takes a line that gave no row, by its place in the piece, with how many lines came before; returns how many it counts as. */
  readonly giveBack: (start: number, index: number) => number
}

export class RowFiller {
  readonly #naming: Naming
  readonly #slots: ReturnType<typeof slotsOf>
  readonly #columns: readonly Column[]
  /** By column, then by id. */
  readonly #values: readonly Value[][]
  /** By column: stands for a text that none of the literals is in. */
  readonly #leftOut: readonly Value[]
  /** Values of ids that are told once. */
  readonly #passing: Value[] = []
  /** Whether any column follows from the others. */
  readonly #isCompleted: boolean
  #index = 0

  constructor(wanted: Layout, naming: Naming) {
    this.#naming = naming
    this.#slots = slotsOf(wanted)
    this.#columns = columnsOf(wanted)
    this.#values = this.#columns.map(() => [])
    this.#leftOut = this.#columns.map(({ fit }) => fit(''))
    this.#isCompleted = Object.values(this.#slots).some((slot) => slot >= 0)
  }

  /** `index`: how many lines came before. Returns how many came by the end of the run. */
  take(run: Run, index: number, taking: Taking): number {
    this.#index = index
    this.#learn(run.news)
    let first = 0
    for (let row = 0; row < run.rows; row++) {
      if (!Number.isNaN(run.times[row]!)) continue
      this.#put(run, { from: first, to: row }, taking)
      this.#index += taking.giveBack(run.starts[row]!, this.#index)
      first = row + 1
    }
    this.#put(run, { from: first, to: run.rows }, taking)
    if (run.stuck >= 0) this.#index += taking.giveBack(run.stuck, this.#index)
    return this.#index
  }

  #learn({ columns, ids, values }: News): void {
    this.#passing.length = 0
    for (const [index, value] of values.entries()) {
      const told = ids[index]!
      if (told >= 0) this.#values[columns[index]!]![told] = value
      else this.#passing[id.passing - told] = value
    }
  }

  #put(run: Run, part: Part, taking: Taking): void {
    const { batch } = taking
    const first = batch.length
    if (part.from < part.to) taking.lines.note(first, run.starts.slice(part.from, part.to), this.#index)
    this.#addRows(run, part, taking)
    for (const [index, { to: slot }] of this.#columns.entries()) {
      if (slot >= 0) this.#fill(run, part, { batch, index, slot, first })
    }
    if (this.#isCompleted) this.#complete(run, part, { batch, first, offset: taking.offset })
    this.#index += part.to - part.from
  }

  #addRows({ times, nanos, sequences, starts, ids }: Run, { from, to }: Part, { batch, lines, offset }: Taking): void {
    const bits = ids[categories]!
    for (let row = from; row < to; row++) {
      const kinds = bits[row] === id.absent ? otherBits : (this.#valueOf(categories, bits[row]!) as number)
      const sequence =
        sequences[row]! < 0 ? this.#naming.sequence(offset + starts[row]!, this.#index + row - from) : sequences[row]!
      batch.add(kinds, times[row]!, nanos[row]!, sequence, lines)
    }
  }

  #fill(run: Run, { from, to }: Part, { batch, index, slot, first }: Target): void {
    const ids = run.ids[index]!
    const numbers = run.numbers[index]!
    const values = this.#values[index]!
    for (let row = from; row < to; row++) {
      const told = ids[row]!
      if (told === id.absent) continue
      const value = told >= 0 ? values[told]! : told === id.isNumber ? numbers[row]! : this.#valueOf(index, told)
      batch.set(first + row - from, slot, value)
    }
  }

  #valueOf(index: number, told: number): Value {
    if (told >= 0) return this.#values[index]![told]!
    return told === id.leftOut ? this.#leftOut[index]! : told <= id.passing ? this.#passing[id.passing - told]! : null
  }

  /** What follows from the rest. */
  #complete({ ids, starts }: Run, { from, to }: Part, { batch, offset, first }: Completed): void {
    const slots = this.#slots
    for (let row = from; row < to; row++) {
      const put = first + row - from
      if (slots.id >= 0 && batch.get(put, slots.id) === null)
        batch.set(put, slots.id, this.#naming.id(offset + starts[row]!, this.#index + row - from))
      batch.set(put, slots.sequence, batch.sequences[put]!)
      if (slots.time >= 0) batch.set(put, slots.time, formatTime(batch.times[put]!, batch.nanos[put]!))
      if (slots.dataset >= 0 && batch.get(put, slots.dataset) === null) batch.set(put, slots.dataset, dataset)
      if (slots.client >= 0 && batch.get(put, slots.client) === null)
        batch.set(put, slots.client, this.#valueOf(clients, ids[clients]![row]!))
    }
  }
}

/** Rows of a run, from one to before another. */
interface Part {
  readonly from: number
  readonly to: number
}

/** The first of the rows became the row `first` of the batch. */
interface Completed {
  readonly batch: Batch
  readonly first: number
  readonly offset: number
}

interface Target {
  readonly batch: Batch
  readonly first: number
  readonly index: number
  readonly slot: number
}

const otherBits = bitsOf(null)

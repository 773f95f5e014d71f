// Runs of rows that a scanner told of → rows of a batch. Values that come again are the same objects again.
import type { Batch } from '../../src/event/batch.ts'
import { code, type Rare, Column as Told } from '../../src/event/column.ts'
import type { Layout } from '../../src/event/layout.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { type Column, categories, clients, columnsOf } from './columns.ts'
import { bitsOf, type Naming, slotsOf } from './known.ts'
import type { Run } from './line-scanner.ts'
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
  /** By column, then by code. Batches go on reading them. */
  readonly #values: Value[][]
  /** By column: stands for a text that none of the literals is in. */
  readonly #leftOut: readonly Value[]
  /** Values of codes that are told once: of this run. */
  #passing: Value[] = []
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

  /** `run`: stays as it is as long as the batch is read. `index`: how many lines came before. Returns how many came by the end of it. */
  take(run: Run, index: number, taking: Taking): number {
    this.#index = index
    this.#learn(run)
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

  #learn({ renewed, news: { columns, codes, values } }: Run): void {
    for (const index of renewed) this.#values[index] = []
    this.#passing = []
    for (const [index, value] of values.entries()) {
      const told = codes[index]!
      if (told >= 0) this.#values[columns[index]!]![told] = value
      else this.#passing[code.passing - told] = value
    }
  }

  #put(run: Run, part: Part, taking: Taking): void {
    if (part.from === part.to) return
    const { batch } = taking
    const first = batch.length
    taking.lines.note(first, run.starts.subarray(part.from, part.to), this.#index)
    const columns = this.#columns.map((_, index) => this.#told(run, index))
    if (first === 0 && part.from === 0) this.#begin(run, part.to, columns, taking)
    else this.#add(run, part, columns, taking)
    if (this.#isCompleted) this.#complete(run, part, columns, { batch, first, offset: taking.offset })
    this.#index += part.to - part.from
  }

  /** The column as the run tells it. */
  #told({ codes, numbers }: Run, index: number): Told {
    const rare: Rare = { numbers: numbers[index]!, passing: this.#passing, leftOut: this.#leftOut[index]! }
    return new Told(codes[index]!, this.#values[index]!, rare)
  }

  /** The first rows of a batch stay in the tables in which they are told. */
  #begin(run: Run, rows: number, columns: readonly Told[], { batch, lines, offset }: Taking): void {
    const sequences = run.sequences.subarray(0, rows)
    const [times, nanos] = [run.times.subarray(0, rows), run.nanos.subarray(0, rows)]
    const kinds = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      kinds[row] = this.#kindOf(columns, row)
      if (sequences[row]! < 0) sequences[row] = this.#sequenceOf(run, row, 0, offset)
    }
    const bySlot: (Told | null)[] = batch.layout.fields.map(() => null)
    for (const [index, { to: slot }] of this.#columns.entries()) if (slot >= 0) bySlot[slot] = columns[index]!
    batch.begin({ rows, times, nanos, sequences, categories: kinds, origins: lines, columns: bySlot })
  }

  #add(run: Run, { from, to }: Part, columns: readonly Told[], { batch, lines, offset }: Taking): void {
    const { times, nanos, sequences } = run
    for (let row = from; row < to; row++) {
      const sequence = sequences[row]! < 0 ? this.#sequenceOf(run, row, from, offset) : sequences[row]!
      const put = batch.add(this.#kindOf(columns, row), times[row]!, nanos[row]!, sequence, lines)
      for (const [index, { to: slot }] of this.#columns.entries()) batch.set(put, slot, columns[index]!.at(row))
    }
  }

  #kindOf(columns: readonly Told[], row: number): number {
    return (columns[categories]!.at(row) ?? otherBits) as number
  }

  #sequenceOf({ starts }: Run, row: number, from: number, offset: number): number {
    return this.#naming.sequence(offset + starts[row]!, this.#index + row - from)
  }

  /** What follows from the rest. */
  #complete({ starts }: Run, { from, to }: Part, columns: readonly Told[], { batch, offset, first }: Completed): void {
    const slots = this.#slots
    for (let row = from; row < to; row++) {
      const put = first + row - from
      if (slots.id >= 0 && batch.get(put, slots.id) === null)
        batch.set(put, slots.id, this.#naming.id(offset + starts[row]!, this.#index + row - from))
      batch.set(put, slots.sequence, batch.sequences[put]!)
      if (slots.time >= 0) batch.set(put, slots.time, formatTime(batch.times[put]!, batch.nanos[put]!))
      if (slots.dataset >= 0 && batch.get(put, slots.dataset) === null) batch.set(put, slots.dataset, dataset)
      if (slots.client >= 0 && batch.get(put, slots.client) === null)
        batch.set(put, slots.client, columns[clients]!.at(row))
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

const otherBits = bitsOf(null)

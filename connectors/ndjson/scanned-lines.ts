// Lines of JSON as bytes → rows: the wanted fields are read where they stand, and values that come again are the same
// objects again. A line whose fields cannot be told from its bytes alone is given back.
import type { Batch } from '../../src/event/batch.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Layout } from '../../src/event/layout.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { newline } from '../json/bytes.ts'
import { id } from '../json/records.ts'
import { lineWords, newsWords, RowScanner, type Told, type WantedColumn } from '../json/row-scanner.ts'
import { longestLine } from '../lines.ts'
import { bitsOf, fieldsOf, fitClient, type Naming, nameOf, place, slotsOf } from './known.ts'
import type { Lines } from './lines.ts'
import { dataset } from './origin.ts'
import { spellingsOf } from './paths.ts'
import { TimeReader } from './time.ts'
import { valueAt } from './values.ts'

/** Where the lines of a piece go. */
export interface Taking {
  /** Whole lines. */
  readonly bytes: Uint8Array
  readonly batch: Batch
  /** Of the piece: told where each row came from. */
  readonly lines: Lines
  /** Where the piece begins in the source. */
  readonly offset: number
  /** Takes a line that gave no row, by its place in the piece, with how many lines came before; returns how many it counts as. */
  readonly giveBack: (start: number, index: number) => number
}

interface Column extends WantedColumn {
  /** In the batch; -1 where it is not put there as it is. */
  readonly to: number
  readonly fit: Fit
  /** By id. */
  readonly values: Value[]
  /** Stands for a text that none of the literals is in. */
  readonly other: Value
}

/** The columns that are always there come first. */
const categories = 0
const clients = 1

export class ScannedLines {
  readonly #naming: Naming
  readonly #scanner: RowScanner
  readonly #columns: readonly Column[]
  readonly #slots: ReturnType<typeof slotsOf>
  readonly #time = new TimeReader()
  /** Of the rows told last: values of ids that are told once, and nanoseconds. */
  readonly #passing: Value[] = []
  readonly #nanos: number[] = []
  /** Whether any column follows from the others. */
  readonly #isCompleted: boolean
  #index = 0

  constructor(wanted: Layout, naming: Naming) {
    const fields = fieldsOf(wanted)
    this.#naming = naming
    this.#slots = slotsOf(wanted)
    this.#isCompleted = Object.values(this.#slots).some((slot) => slot >= 0)
    this.#columns = columnsOf(wanted, fields)
    this.#scanner = new RowScanner({
      paths: fields.flatMap((field, slot) => spellingsOf(field).map((path) => ({ path, slot }))),
      slots: fields.length,
      columns: this.#columns,
    })
  }

  /** `index`: how many lines came before. Returns how many came by the end of the piece. */
  read(index: number, taking: Taking): number {
    const scanner = this.#scanner
    this.#index = index
    scanner.load(taking.bytes)
    for (let at = scanner.start; at < scanner.end; ) {
      const told = scanner.run(at)
      this.#learn(told)
      this.#take(told, taking)
      at = told.isStuck ? this.#giveBack(told.next, taking) : told.next
    }
    return this.#index
  }

  /** Returns where the next line starts. */
  #giveBack(at: number, { bytes, giveBack }: Taking): number {
    const { start } = this.#scanner
    this.#index += giveBack(at - start, this.#index)
    return start + bytes.indexOf(newline, at - start) + 1
  }

  #learn({ bytes, values: places, news }: Told): void {
    this.#passing.length = 0
    for (let at = 0; at < news * newsWords.count; at += newsWords.count) {
      const { fit, values } = this.#columns[places[at + newsWords.column]!]!
      const value = fit(valueAt(bytes, places[at + newsWords.start]!, places[at + newsWords.end]!))
      const told = places[at + newsWords.id]!
      if (told >= 0) values[told] = value
      else this.#passing[id.passing - told] = value
    }
  }

  /** Adds the rows, but those that are no events. */
  #take(told: Told, taking: Taking): void {
    const { rows, times, lines } = told
    let first = 0
    for (let row = 0; row < rows; row++) {
      this.#nanos[row] = 0
      const isTimed = times[row]! >= 0 || this.#readTime(told, row)
      const line = row * lineWords.count
      const start = lines[line + lineWords.start]!
      if (isTimed && lines[line + lineWords.end]! - start <= longestLine) continue
      this.#put(told, { from: first, to: row }, taking)
      this.#giveBack(start, taking)
      first = row + 1
    }
    this.#put(told, { from: first, to: rows }, taking)
  }

  #readTime({ times, lines, bytes }: Told, row: number): boolean {
    const time = this.#time
    const start = lines[row * lineWords.count + lineWords.timeStart]!
    const end = lines[row * lineWords.count + lineWords.timeEnd]!
    if (!time.bytes(bytes, start + 1, end - 1) && !time.read(valueAt(bytes, start, end))) return false
    times[row] = time.us
    this.#nanos[row] = time.nanos
    return true
  }

  #put(told: Told, run: Run, { batch, lines: origins, offset }: Taking): void {
    const { times, sequences, lines } = told
    const { from, to } = run
    const { start } = this.#scanner
    const bits = told.ids[categories]!
    const first = batch.length
    for (let row = from; row < to; row++) {
      const at = lines[row * lineWords.count + lineWords.start]! - start
      const index = this.#index++
      const kinds = bits[row] === id.absent ? otherBits : (this.#valueOf(categories, bits[row]!) as number)
      const sequence = sequences[row]! < 0 ? this.#naming.sequence(offset + at, index) : sequences[row]!
      origins.note(batch.add(kinds, times[row]!, this.#nanos[row]!, sequence, origins), at, index)
    }
    for (const [index, { to: slot }] of this.#columns.entries()) {
      if (slot >= 0) this.#fill(told, run, { batch, index, slot, first })
    }
    if (this.#isCompleted) this.#complete(told, run, { batch, offset, first })
  }

  #fill(told: Told, { from, to }: Run, { batch, index, slot, first }: Target): void {
    const ids = told.ids[index]!
    const numbers = told.numbers[index]!
    const { values } = this.#columns[index]!
    for (let row = from; row < to; row++) {
      const place = ids[row]!
      if (place === id.absent) continue
      const value = place >= 0 ? values[place]! : place === id.isNumber ? numbers[row]! : this.#valueOf(index, place)
      batch.set(first + row - from, slot, value)
    }
  }

  #valueOf(index: number, told: number): Value {
    const { values, other } = this.#columns[index]!
    if (told >= 0) return values[told]!
    return told === id.leftOut ? other : told <= id.passing ? this.#passing[id.passing - told]! : null
  }

  /** What follows from the rest. */
  #complete({ ids, lines }: Told, { from, to }: Run, { batch, offset, first }: Completed): void {
    const slots = this.#slots
    const { start } = this.#scanner
    for (let row = from; row < to; row++) {
      const put = first + row - from
      if (slots.id >= 0 && batch.get(put, slots.id) === null) {
        const at = offset + lines[row * lineWords.count + lineWords.start]! - start
        batch.set(put, slots.id, this.#naming.id(at, this.#index - to + row))
      }
      batch.set(put, slots.sequence, batch.sequences[put]!)
      if (slots.time >= 0) batch.set(put, slots.time, formatTime(batch.times[put]!, batch.nanos[put]!))
      if (slots.dataset >= 0 && batch.get(put, slots.dataset) === null) batch.set(put, slots.dataset, dataset)
      if (slots.client >= 0 && batch.get(put, slots.client) === null)
        batch.set(put, slots.client, this.#valueOf(clients, ids[clients]![row]!))
    }
  }
}

/** Rows told, from one to before another. */
interface Run {
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

function columnsOf(wanted: Layout, fields: readonly string[]): readonly Column[] {
  const { time, id: ids, sequence } = slotsOf(wanted)
  const column = (slot: number, fit: Fit, to: number, own: Partial<WantedColumn> = {}): Column => {
    const defaults = { asNumber: false, isRemembered: true, literals: null }
    return { ...defaults, ...own, slot, fit, to, values: [], other: fit('') }
  }
  const needed = [column(place.categories, bitsOf, -1), column(place.source, fitClient, -1)]
  const others = wanted.fields.flatMap((name, to) => {
    // Filled from what the row is known by.
    if (to === time || to === sequence) return []
    if (to === ids) return [column(place.id, nameOf, to, { isRemembered: false })]
    const fit = fitFor(name)
    return [
      column(fields.indexOf(name), fit, to, { asNumber: fit(0.5) === 0.5, literals: wanted.literals?.(to) ?? null }),
    ]
  })
  return [...needed, ...others]
}

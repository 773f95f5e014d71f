// Lines of JSON as bytes → rows: the wanted fields are read where they stand, and values that come again are the same
// objects again. A line whose fields cannot be told from its bytes alone is given back.
import type { Batch } from '../../src/event/batch.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Layout } from '../../src/event/layout.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { quote } from '../json/bytes.ts'
import { id } from '../json/records.ts'
import { lineWords, newsWords, RowScanner, type WantedColumn } from '../json/row-scanner.ts'
import { longestLine } from '../lines.ts'
import { bitsOf, fieldsOf, fitClient, type Naming, nameOf, place, slotsOf } from './known.ts'
import type { Lines } from './lines.ts'
import { dataset } from './origin.ts'
import { spellingsOf } from './paths.ts'
import { TimeReader } from './time.ts'
import { valueAt } from './values.ts'

/** Where the lines of a piece go. */
export interface Taking {
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
  #index = 0

  constructor(wanted: Layout, naming: Naming) {
    const fields = fieldsOf(wanted)
    this.#naming = naming
    this.#slots = slotsOf(wanted)
    this.#columns = columnsOf(wanted, fields)
    this.#scanner = new RowScanner({
      paths: fields.flatMap((field, slot) => spellingsOf(field).map((path) => ({ path, slot }))),
      slots: fields.length,
      columns: this.#columns,
    })
  }

  /** `bytes` are whole lines, `index` how many lines came before. Returns how many came by its end. */
  read(bytes: Uint8Array, index: number, taking: Taking): number {
    const scanner = this.#scanner
    this.#index = index
    scanner.load(bytes)
    for (let at = scanner.start; at < scanner.end; ) {
      const told = scanner.run(at)
      this.#learn()
      this.#take(taking)
      at = told.isStuck ? this.#giveBack(told.at, taking) : told.at
    }
    return this.#index
  }

  /** Returns where the next line starts. */
  #giveBack(at: number, { giveBack }: Taking): number {
    const next = this.#scanner.bytes.indexOf('\n', at) + 1
    this.#index += giveBack(at - this.#scanner.start, this.#index)
    return next
  }

  #learn(): void {
    const { news, bytes } = this.#scanner
    this.#passing.length = 0
    for (let at = 0; at < news.length; at += newsWords.count) {
      const { fit, values } = this.#columns[news[at + newsWords.column]!]!
      const value = fit(valueAt(bytes, news[at + newsWords.start]!, news[at + newsWords.end]!))
      const told = news[at + newsWords.id]!
      if (told >= 0) values[told] = value
      else this.#passing[id.passing - told] = value
    }
  }

  /** Adds the rows, but those that are no events. */
  #take(taking: Taking): void {
    const { rows, lines } = this.#scanner
    let first = 0
    for (let row = 0; row < rows; row++) {
      const line = row * lineWords.count
      const start = lines[line + lineWords.start]!
      if (this.#readTime(row, line) && lines[line + lineWords.end]! - start <= longestLine) continue
      this.#put(first, row, taking)
      this.#giveBack(start, taking)
      first = row + 1
    }
    this.#put(first, rows, taking)
  }

  #readTime(row: number, line: number): boolean {
    const { times, lines, bytes } = this.#scanner
    this.#nanos[row] = 0
    if (times[row]! >= 0) return true
    const time = this.#time
    const start = lines[line + lineWords.timeStart]!
    const end = lines[line + lineWords.timeEnd]!
    if (bytes[start] !== quote) return false
    if (!time.bytes(bytes, start + 1, end - 1) && !time.read(valueAt(bytes, start, end))) return false
    times[row] = time.us
    this.#nanos[row] = time.nanos
    return true
  }

  #put(from: number, to: number, { batch, lines: origins, offset }: Taking): void {
    const { times, sequences, lines, start } = this.#scanner
    const bits = this.#scanner.ids(categories)
    const first = batch.length
    for (let row = from; row < to; row++) {
      const at = lines[row * lineWords.count + lineWords.start]! - start
      const index = this.#index++
      const kinds = bits[row] === id.absent ? otherBits : (this.#valueOf(categories, bits[row]!) as number)
      const sequence = sequences[row]! < 0 ? this.#naming.sequence(offset + at, index) : sequences[row]!
      origins.note(batch.add(kinds, times[row]!, this.#nanos[row]!, sequence, origins), at, index)
    }
    for (const [index, { to: slot }] of this.#columns.entries()) {
      if (slot >= 0) this.#fill(index, { batch, slot, from, to, first })
    }
    this.#complete({ batch, from, to, first, offset })
  }

  #fill(index: number, { batch, slot, from, to, first }: Run & { readonly slot: number }): void {
    const ids = this.#scanner.ids(index)
    const { asNumber, values } = this.#columns[index]!
    const numbers = asNumber ? this.#scanner.numbers(index) : none
    for (let row = from; row < to; row++) {
      const told = ids[row]!
      if (told === id.absent) continue
      const value = told >= 0 ? values[told]! : told === id.isNumber ? numbers[row]! : this.#valueOf(index, told)
      batch.set(first + row - from, slot, value)
    }
  }

  #valueOf(index: number, told: number): Value {
    const { values, other } = this.#columns[index]!
    if (told >= 0) return values[told]!
    return told === id.leftOut ? other : told <= id.passing ? this.#passing[id.passing - told]! : null
  }

  /** What follows from the rest. */
  #complete({ batch, from, to, first, offset }: Run & { readonly offset: number }): void {
    const slots = this.#slots
    const clientIds = this.#scanner.ids(clients)
    const { lines, start } = this.#scanner
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
        batch.set(put, slots.client, this.#valueOf(clients, clientIds[row]!))
    }
  }
}

/** Rows told, and the row of the batch that the first of them became. */
interface Run {
  readonly batch: Batch
  readonly from: number
  readonly to: number
  readonly first: number
}

const none = new Float64Array(0)
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

// Lines of JSON as text → rows, by JSON.parse: what every other way of reading them has to agree with.

import type { Batch, Origin } from '../../src/event/batch.ts'
import { flatten } from '../../src/event/document.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Layout } from '../../src/event/layout.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import type { Aside } from '../connector.ts'
import { eachUtf8Line, type Piece } from '../text-lines.ts'
import { bitsOf, fieldsOf, fitClient, isSequence, type Naming, nameOf, place, slotsOf } from './known.ts'
import { dataset, type Known, LineOrigin, parseJson } from './origin.ts'
import { createPaths, type Paths } from './paths.ts'
import { TimeReader } from './time.ts'

interface Column {
  readonly slot: number
  /** The place of its value among those read. */
  readonly from: number
  readonly fit: Fit
}

export class ParsedLines {
  readonly #naming: Naming
  readonly #aside: Aside
  readonly #fields: readonly string[]
  readonly #paths: Paths
  readonly #columns: readonly Column[]
  readonly #slots: ReturnType<typeof slotsOf>
  readonly #time = new TimeReader()
  /** Of the line being read, as they were sent, by the place of their field. */
  readonly #values: Value[]

  constructor(wanted: Layout, naming: Naming, aside: Aside) {
    this.#naming = naming
    this.#aside = aside
    this.#fields = fieldsOf(wanted)
    this.#paths = createPaths(this.#fields)
    this.#columns = wanted.fields.map((name, slot) => ({ slot, from: this.#fields.indexOf(name), fit: fitFor(name) }))
    this.#slots = slotsOf(wanted)
    this.#values = this.#fields.map(() => null)
  }

  /** `index`: how many lines came before. Returns how many came: one that is too long does not count. */
  read(piece: Piece, index: number, batch: Batch): number {
    let count = 0
    eachUtf8Line(piece, this.#aside, (text, at) => {
      const problem = this.#load(text)
      if (problem === null) this.#addRow(batch, text, this.#known(at, index + count))
      count++
      return problem
    })
    return count
  }

  /** Of a line that gave a row. */
  origin(text: string, at: number, index: number): Origin {
    return new LineOrigin(text, (sent) => {
      this.#collect(sent)
      this.#time.read(this.#values[place.time])
      return this.#known(at, index)
    })
  }

  /** Says why there is no event, or null. */
  #load(text: string): string | null {
    const root = parseJson(text)
    if (root === undefined) return 'not JSON'
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return 'not a JSON object'
    this.#collect(root)
    const time = this.#values[place.time]!
    if (this.#time.read(time)) return null
    return time === null ? 'no @timestamp' : '@timestamp is not a time'
  }

  #collect(root: object): void {
    this.#values.fill(null)
    if (this.#paths.walk(root, this.#values)) return
    const document = flatten(root)
    for (const [place, field] of this.#fields.entries()) this.#values[place] = document[field] ?? null
  }

  #known(at: number, index: number): Known {
    const sequence = this.#values[place.sequence]
    return {
      us: this.#time.us,
      nanos: this.#time.nanos,
      id: nameOf(this.#values[place.id]!) ?? this.#naming.id(at, index),
      sequence: isSequence(sequence) ? sequence : this.#naming.sequence(at, index),
    }
  }

  #addRow(batch: Batch, text: string, known: Known): void {
    const { us, nanos, sequence, id } = known
    const slots = this.#slots
    const origin = new LineOrigin(text, known)
    const row = batch.add(bitsOf(this.#values[place.categories]!), us, nanos, sequence, origin)
    for (const { slot, from, fit } of this.#columns) {
      const value = this.#values[from]!
      if (value !== null) batch.set(row, slot, fit(value))
    }
    batch.set(row, slots.id, id)
    batch.set(row, slots.sequence, sequence)
    if (slots.time >= 0) batch.set(row, slots.time, formatTime(us, nanos))
    if (batch.get(row, slots.dataset) === null) batch.set(row, slots.dataset, dataset)
    if (batch.get(row, slots.client) === null) batch.set(row, slots.client, fitClient(this.#values[place.source]!))
  }
}

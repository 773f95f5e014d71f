// Lines of JSON → events. Only wanted fields become columns; a line is read again where its whole event is asked for.
import type { Batch, Origin } from '../../src/event/batch.ts'
import { categoryBits } from '../../src/event/category.ts'
import { flatten } from '../../src/event/document.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import { formatTime, type Instant } from '../../src/event/time.ts'
import type { EventDocument, Scalar, Value } from '../../src/event/value.ts'
import { readWritten, type Written } from '../../src/event/written.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachUtf8Line } from '../text-lines.ts'
import { createPaths, type Paths } from './paths.ts'
import { createTimeReader } from './time.ts'

/** What an event is known by that its sender gave no id and no sequence. */
export interface Naming {
  id(offset: number, index: number): string
  sequence(offset: number, index: number): number
}

export const byOffset = (source: string): Naming => ({
  id: (offset) => `${source}:${offset}`,
  sequence: (offset) => offset,
})

export const createReader = (context: ReaderContext, naming: Naming): Reader => new JsonReader(context, naming)

/** Fields that every row needs, wanted or not, at the first places of what is read. */
const needed = ['@timestamp', 'event.category', 'event.id', 'event.sequence', 'source.ip'] as const

interface Column {
  readonly slot: number
  /** The place of its value among those read. */
  readonly from: number
  readonly fit: Fit
}

class JsonReader implements Reader {
  readonly #context: ReaderContext
  readonly #naming: Naming
  readonly #names: readonly string[]
  readonly #paths: Paths
  readonly #columns: readonly Column[]
  readonly #slots: Readonly<Record<'time' | 'id' | 'sequence' | 'dataset' | 'client', number>>
  readonly #readTime = createTimeReader()
  /** Of the line being read, by the places of `#names`. */
  readonly #values: unknown[]
  #count = 0

  constructor(context: ReaderContext, naming: Naming) {
    const { wanted } = context
    this.#context = context
    this.#naming = naming
    this.#names = [...new Set([...needed, ...wanted.fields])]
    this.#paths = createPaths(this.#names)
    this.#values = this.#names.map(() => null)
    this.#columns = wanted.fields.map((name, slot) => ({ slot, from: this.#names.indexOf(name), fit: fitFor(name) }))
    this.#slots = {
      time: wanted.slot('@timestamp'),
      id: wanted.slot('event.id'),
      sequence: wanted.slot('event.sequence'),
      dataset: wanted.slot('event.dataset'),
      client: wanted.slot('client.ip'),
    }
  }

  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    return eachUtf8Line({ bytes, offset, last }, this.#context.aside, (text, at) => this.#readLine(text, at, batch))
  }

  /** Adds the line's event, or says why there is none. */
  #readLine(text: string, at: number, batch: Batch): string | null {
    const index = this.#count++
    const root = parse(text)
    if (root === undefined) return 'not JSON'
    if (!isObject(root)) return 'not a JSON object'
    this.#collect(root)
    const [time, categories, id, sequence] = this.#values
    const instant = this.#readTime(time)
    if (instant === null) return time === null ? 'no @timestamp' : '@timestamp is not a time'
    const origin = new LineOrigin(text, instant, {
      id: isName(id) ? String(id) : this.#naming.id(at, index),
      sequence: isSequence(sequence) ? sequence : this.#naming.sequence(at, index),
    })
    this.#addRow(batch, categoryBits(namesOf(categories)), instant, origin)
    return null
  }

  #collect(root: object): void {
    this.#values.fill(null)
    if (this.#paths.walk(root, this.#values)) return
    const document = flatten(root)
    for (const [place, name] of this.#names.entries()) this.#values[place] = document[name] ?? null
  }

  #addRow(batch: Batch, bits: number, instant: Instant, origin: LineOrigin): void {
    const { id, sequence } = origin.place
    const row = batch.add(bits, instant.us, instant.nanos, sequence, origin)
    for (const { slot, from, fit } of this.#columns) {
      const value = this.#values[from] as Value
      if (value !== null) batch.set(row, slot, fit(value))
    }
    batch.set(row, this.#slots.id, id)
    batch.set(row, this.#slots.sequence, sequence)
    if (this.#slots.time >= 0) batch.set(row, this.#slots.time, formatTime(instant.us, instant.nanos))
    if (batch.get(row, this.#slots.dataset) === null) batch.set(row, this.#slots.dataset, dataset)
    if (batch.get(row, this.#slots.client) === null)
      batch.set(row, this.#slots.client, clientOf(this.#values[sourcePlace]))
  }
}

const dataset = 'ndjson'

const sourcePlace = needed.indexOf('source.ip')
const fitAddress = fitFor('client.ip')

/** A sender that knows of no proxy names the client as the source. */
const clientOf = (source: unknown): Value => (source === null ? null : fitAddress(source as Value))

class LineOrigin implements Origin {
  readonly isCompact = true
  readonly #text: string
  readonly #instant: Instant
  readonly place: { readonly id: string; readonly sequence: number }

  constructor(text: string, instant: Instant, place: { readonly id: string; readonly sequence: number }) {
    this.#text = text
    this.#instant = instant
    this.place = place
  }

  id(): string {
    return this.place.id
  }

  written(): Written {
    return { text: this.#text, dataset, learned: null }
  }

  document(): EventDocument {
    return readWritten(parse(this.#text) as object, this.written(), { ...this.#instant, ...this.place })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isName = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number'

const isSequence = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const namesOf = (categories: unknown): readonly string[] => {
  if (categories === null) return []
  return Array.isArray(categories) ? (categories as readonly Scalar[]).map(String) : [String(categories)]
}

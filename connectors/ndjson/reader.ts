// Lines of JSON → events. The wanted fields are read where they stand in the bytes; a line of which that cannot be told
// is parsed.
import type { Batch, Origin } from '../../src/event/batch.ts'
import { categoryBits } from '../../src/event/category.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { newline, quote } from '../json/bytes.ts'
import { mostPlaces } from '../json/memo.ts'
import { JsonWalk } from '../json/walk.ts'
import { longestLine } from '../lines.ts'
import { eachUtf8Line, type Piece } from '../text-lines.ts'
import { Lines } from './lines.ts'
import { type Known, LineOrigin, dataset as ownDataset } from './origin.ts'
import { ParsedLine } from './parsed.ts'
import { spellingsOf } from './paths.ts'
import { TimeReader } from './time.ts'
import { Bytes, isNumber, numberAt, takesNumbers, ValueReader, valueAt } from './values.ts'

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
const place = { time: 0, categories: 1, id: 2, sequence: 3, source: 4 } as const

interface Column {
  readonly slot: number
  /** The place of its value among those read. */
  readonly from: number
  readonly fit: Fit
  readonly reader: ValueReader<Value>
  readonly takesNumbers: boolean
}

class JsonReader implements Reader {
  readonly #context: ReaderContext
  readonly #naming: Naming
  readonly #walk: JsonWalk
  readonly #parsed: ParsedLine
  readonly #bytes = new Bytes()
  readonly #columns: readonly Column[]
  readonly #bits: ValueReader<number>
  readonly #clients: ValueReader<Value>
  readonly #slots: Readonly<Record<'time' | 'id' | 'sequence' | 'dataset' | 'client', number>>
  readonly #time = new TimeReader()
  readonly #originOf = (text: string, at: number, index: number): Origin => this.#readOrigin(text, at, index)
  /** Of the piece being read. */
  #lines = new Lines(Buffer.alloc(0), 0, 0, this.#originOf)
  #count = 0

  constructor(context: ReaderContext, naming: Naming) {
    const { wanted } = context
    this.#context = context
    this.#naming = naming
    const fields = [...new Set([...needed, ...wanted.fields])]
    const paths = fields.flatMap((field, slot) => spellingsOf(field).map((path) => ({ path, slot })))
    this.#walk = new JsonWalk(paths, fields.length)
    this.#parsed = new ParsedLine(fields)
    const room = { places: mostPlaces }
    const readerOf = <Made>(make: (value: Value) => Made) => new ValueReader(this.#bytes, make, room)
    this.#columns = wanted.fields.map((name, slot) => {
      const fit = fitFor(name)
      return { slot, from: fields.indexOf(name), fit, reader: readerOf(fit), takesNumbers: takesNumbers(fit) }
    })
    this.#bits = readerOf(bitsOf)
    this.#clients = readerOf(fitAddress)
    this.#slots = {
      time: wanted.slot('@timestamp'),
      id: wanted.slot('event.id'),
      sequence: wanted.slot('event.sequence'),
      dataset: wanted.slot('event.dataset'),
      client: wanted.slot('client.ip'),
    }
  }

  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    this.#bytes.load(bytes)
    const { buffer, view } = this.#bytes
    const stop = buffer.lastIndexOf(newline) + 1
    this.#walk.load(buffer, view, stop)
    this.#lines = new Lines(buffer, offset, batch.length, this.#originOf)
    for (let at = 0; at < stop; ) {
      let next = this.#walkLine(at, offset, batch)
      if (next < 0) {
        next = buffer.indexOf(newline, at) + 1
        this.#parseLine({ bytes: buffer.subarray(at, next), offset: offset + at, last }, batch)
      }
      at = next
    }
    if (!last) return stop
    this.#parseLine({ bytes: buffer.subarray(stop), offset: offset + stop, last }, batch)
    return buffer.length
  }

  /** Adds the event of the line that starts there and returns where the next one starts; -1 where it is to be parsed. */
  #walkLine(start: number, offset: number, batch: Batch): number {
    const next = this.#walk.line(start)
    if (next < 0 || next - start > longestLine || !this.#readTime()) return -1
    const index = this.#count++
    const at = offset + start
    const { us, nanos } = this.#time
    const bits = this.#read(this.#bits, place.categories) ?? otherBits
    const sequence = this.#readSequence() ?? this.#naming.sequence(at, index)
    const row = batch.add(bits, us, nanos, sequence, this.#lines)
    this.#lines.note(row, start, index)
    for (const column of this.#columns) {
      const value = this.#readColumn(column)
      if (value !== null) batch.set(row, column.slot, value)
    }
    if (this.#slots.id >= 0) batch.set(row, this.#slots.id, this.#readId() ?? this.#naming.id(at, index))
    this.#complete(batch, row, this.#slots.client < 0 ? null : this.#read(this.#clients, place.source))
    return next
  }

  #readTime(): boolean {
    if (!this.#walk.has(place.time)) return false
    const { buffer } = this.#bytes
    const start = this.#walk.starts[place.time]!
    const end = this.#walk.ends[place.time]!
    if (buffer[start] !== quote) return isNumber(buffer[start]!) && this.#time.number(numberAt(buffer, start, end))
    return this.#time.bytes(buffer, start + 1, end - 1) || this.#time.read(valueAt(buffer, start, end))
  }

  #readSequence(): number | null {
    if (!this.#walk.has(place.sequence)) return null
    const { buffer } = this.#bytes
    const start = this.#walk.starts[place.sequence]!
    if (!isNumber(buffer[start]!)) return null
    const sequence = numberAt(buffer, start, this.#walk.ends[place.sequence]!)
    return isSequence(sequence) ? sequence : null
  }

  #readId(): string | null {
    if (!this.#walk.has(place.id)) return null
    return nameOf(valueAt(this.#bytes.buffer, this.#walk.starts[place.id]!, this.#walk.ends[place.id]!))
  }

  #readColumn({ reader, from, takesNumbers }: Column): Value {
    if (!this.#walk.has(from)) return null
    const start = this.#walk.starts[from]!
    const end = this.#walk.ends[from]!
    const { buffer } = this.#bytes
    return takesNumbers && isNumber(buffer[start]!) ? numberAt(buffer, start, end) : reader.read(start, end)
  }

  #read<Made>(reader: ValueReader<Made>, from: number): Made | null {
    return this.#walk.has(from) ? reader.read(this.#walk.starts[from]!, this.#walk.ends[from]!) : null
  }

  #parseLine(piece: Piece, batch: Batch): void {
    eachUtf8Line(piece, this.#context.aside, (text, at) => {
      const index = this.#count++
      const problem = this.#parsed.load(text) ?? this.#timeProblem()
      if (problem !== null) return problem
      this.#addParsed(batch, new LineOrigin(text, this.#known(at, index)))
      return null
    })
  }

  #timeProblem(): string | null {
    const time = this.#parsed.values[place.time]!
    if (this.#time.read(time)) return null
    return time === null ? 'no @timestamp' : '@timestamp is not a time'
  }

  /** Of the line parsed last, whose time was read. */
  #known(at: number, index: number): Known {
    const { values } = this.#parsed
    const sequence = values[place.sequence]
    return {
      us: this.#time.us,
      nanos: this.#time.nanos,
      id: nameOf(values[place.id]!) ?? this.#naming.id(at, index),
      sequence: isSequence(sequence) ? sequence : this.#naming.sequence(at, index),
    }
  }

  #addParsed(batch: Batch, origin: LineOrigin): void {
    const { values } = this.#parsed
    const { us, nanos, sequence } = origin.known
    const row = batch.add(bitsOf(values[place.categories]!), us, nanos, sequence, origin)
    for (const { slot, from, fit } of this.#columns) {
      const value = values[from]!
      if (value !== null) batch.set(row, slot, fit(value))
    }
    batch.set(row, this.#slots.id, origin.known.id)
    this.#complete(batch, row, clientOf(values[place.source]!))
  }

  /** What follows from the rest. A sender that knows of no proxy names the client as the source. */
  #complete(batch: Batch, row: number, client: Value): void {
    const { sequence, time, dataset, client: clients } = this.#slots
    batch.set(row, sequence, batch.sequences[row]!)
    if (time >= 0) batch.set(row, time, formatTime(batch.times[row]!, batch.nanos[row]!))
    if (batch.get(row, dataset) === null) batch.set(row, dataset, ownDataset)
    if (batch.get(row, clients) === null) batch.set(row, clients, client)
  }

  #readOrigin(text: string, at: number, index: number): Origin {
    this.#parsed.load(text)
    this.#timeProblem()
    return new LineOrigin(text, this.#known(at, index))
  }
}

const fitAddress = fitFor('client.ip')
const clientOf = (source: Value): Value => (source === null ? null : fitAddress(source))

const bitsOf = (categories: Value): number => categoryBits(namesOf(categories))
const otherBits = bitsOf(null)

function namesOf(categories: Value): readonly string[] {
  if (categories === null) return []
  return typeof categories === 'object' ? categories.map(String) : [String(categories)]
}

const nameOf = (id: Value): string | null =>
  (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : null

const isSequence = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

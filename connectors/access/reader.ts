// Bytes of an access log → events: an upgrade gives a handshake and a connection, any other line one event.
import { isAscii } from 'node:buffer'
import type { Batch, Origin } from '../../src/event/batch.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachLine, excerptOf, longestLine, tooLong } from '../lines.ts'
import { type EventKind, kindBits, lineFields } from './fields.ts'
import { AccessLine } from './line.ts'
import { otherField, otherFields } from './others.ts'
import type { OpenValues } from './values.ts'

/** `kinds` are tried in their order, line by line. `dataset` is the product's name: `event.dataset`. */
export function createAccessReader(dataset: string, kinds: readonly OpenValues[], context: ReaderContext): Reader {
  const lines = kinds.map((open) => new AccessLine(open(), context.request))
  const parse = (text: string, ascii: boolean): AccessLine | null => {
    for (const line of lines) if (line.load(text, ascii)) return line
    return null
  }
  const lineReader = { source: context.source, dataset, parse }
  const columns = wantedColumns(dataset, context)
  const identity = identityFields.flatMap((name) => {
    const slot = context.wanted.slot(name)
    return slot < 0 ? [] : [{ slot, name }]
  })

  /** Adds the line's events, or says why there are none. */
  function readLine(text: string, ascii: boolean, at: number, batch: Batch): string | null {
    const line = parse(text, ascii)
    if (line === null) return 'not in this log format'
    const us = line.time()
    if (Number.isNaN(us)) return 'no time that can be read'
    const place = { text, ascii, at }
    for (const kind of eventsOf(line)) {
      const origin = new LineOrigin(lineReader, place, kind)
      const row = batch.add(kindBits[kind], us, 0, sequenceOf(at, kind), origin)
      for (const { slot, read } of columns[kind]) batch.set(row, slot, read(line))
      for (const { slot, name } of identity) batch.set(row, slot, origin.identity()[name])
    }
    return null
  }

  return {
    read(bytes, offset, last, batch) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const ascii = isAscii(bytes)
      return eachLine(bytes, last, (start, end) => {
        const text = buffer.toString('latin1', start, Math.min(end, start + longestLine))
        const problem = end - start > longestLine ? tooLong : readLine(text, ascii, offset + start, batch)
        if (problem !== null) context.aside.put(problem, offset + start, excerptOf(text))
      })
    },
  }
}

interface Column {
  readonly slot: number
  readonly read: (line: AccessLine) => Value
}

function wantedColumns(dataset: string, { wanted }: ReaderContext): Readonly<Record<EventKind, readonly Column[]>> {
  const others = wanted.fields.flatMap((name, slot): Column[] =>
    name.startsWith(`${dataset}.`) ? [{ slot, read: (line) => otherField(line, dataset, name) }] : [],
  )
  const columnsOf = (kind: EventKind): readonly Column[] => [
    ...fieldsOf(dataset, kind).flatMap(({ name, read }) => {
      const slot = wanted.slot(name)
      return slot < 0 ? [] : [{ slot, read }]
    }),
    ...others,
  ]
  return { handshake: columnsOf('handshake'), connection: columnsOf('connection'), request: columnsOf('request') }
}

interface Field {
  readonly name: string
  readonly read: (line: AccessLine) => Value
}

const fieldsOf = (dataset: string, kind: EventKind): readonly Field[] => [
  ...lineFields.filter(({ on }) => on?.includes(kind) ?? true),
  { name: 'event.dataset', read: () => dataset },
]

/** The line is written when the connection has ended, so it tells of both ends at once. */
function eventsOf(line: AccessLine): readonly EventKind[] {
  const kind = line.kind()
  if (kind === 'upgraded') return bothEnds
  return kind === 'refused' ? refused : plain
}

const bothEnds: readonly EventKind[] = ['handshake', 'connection']
const refused: readonly EventKind[] = ['handshake']
const plain: readonly EventKind[] = ['request']

/** Two for each byte of the source: a line has no more events than bytes, and a connection ends after its handshake. */
const sequenceOf = (at: number, kind: EventKind): number => at * 2 + (kind === 'connection' ? 1 : 0)

/** Fields that depend on where the line stands, and not on what it says. */
const identityFields = ['event.id', 'event.sequence', 'websocket.connection.id'] as const

type Identity = Readonly<Record<(typeof identityFields)[number], string | number | null>>

interface LineReader {
  readonly source: string
  readonly dataset: string
  readonly parse: (text: string, ascii: boolean) => AccessLine | null
}

interface Place {
  readonly text: string
  readonly ascii: boolean
  readonly at: number
}

/** Reads the line again where its whole event is asked for: few are. */
class LineOrigin implements Origin {
  readonly isCompact = true
  readonly #reader: LineReader
  readonly #place: Place
  readonly #kind: EventKind

  constructor(reader: LineReader, place: Place, kind: EventKind) {
    this.#reader = reader
    this.#place = place
    this.#kind = kind
  }

  id(): string {
    return `${this.#connection()}:${this.#kind}`
  }

  #connection(): string {
    return `${this.#reader.source}:${this.#place.at}`
  }

  identity(): Identity {
    return {
      'event.id': this.id(),
      'event.sequence': sequenceOf(this.#place.at, this.#kind),
      'websocket.connection.id': this.#kind === 'request' ? null : this.#connection(),
    }
  }

  document(): EventDocument {
    const { dataset, parse } = this.#reader
    const line = parse(this.#place.text, this.#place.ascii)!
    const values: [string, Value][] = fieldsOf(dataset, this.#kind).map(({ name, read }) => [name, read(line)])
    const all = [...values, ...Object.entries(this.identity()), ...otherFields(line, dataset)]
    return Object.fromEntries(all.filter(([, value]) => value !== null))
  }
}

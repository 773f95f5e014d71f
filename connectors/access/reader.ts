// Bytes of an access log → events: an upgrade gives a handshake and a connection, any other line one event.
import { isAscii } from 'node:buffer'
import type { Batch, Origin } from '../../src/event/batch.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachLine, excerptOf, longestLine, tooLong } from '../lines.ts'
import { fact } from './facts.ts'
import { type EventKind, kindBits, lineFields } from './fields.ts'
import { AccessLine } from './line.ts'
import { otherField, otherFields } from './others.ts'
import type { OpenValues, Values } from './values.ts'

/** `kinds` are tried in their order, line by line. `dataset` is the product's name: `event.dataset`. */
export function createAccessReader(dataset: string, kinds: readonly OpenValues[], context: ReaderContext): Reader {
  const lines = kinds.map((open) => openKind(dataset, open(), context))
  const parse = (text: string, ascii: boolean, bytes?: Uint8Array, start?: number): Kind | null => {
    for (const kind of lines) if (kind.line.load(text, ascii, bytes, start)) return kind
    return null
  }
  const whyNone = (): string => {
    for (const { line } of lines) {
      const reason = line.whyNot()
      if (reason !== null) return reason
    }
    return 'not in this log format'
  }
  const lineReader = { source: context.source, dataset, parse }

  /** Adds the events of the line that was read, or says why there are none. */
  function addLine(found: Kind | null, text: string, ascii: boolean, at: number, batch: Batch): string | null {
    if (found === null) return whyNone()
    const { line, columns } = found
    const us = line.time()
    if (Number.isNaN(us)) return 'no time that can be read'
    for (const kind of eventsOf(line)) {
      const origin = new LineOrigin(lineReader, text, ascii, at, kind)
      const row = batch.add(kindBits[kind], us, 0, sequenceOf(at, kind), origin)
      for (const { slot, read } of columns[kind]) batch.columns[slot]![row] = read(line, origin)
    }
    return null
  }

  return {
    read(bytes, offset, last, batch) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const ascii = isAscii(bytes)
      return eachLine(bytes, last, (start, end) => {
        const text = buffer.toString('latin1', start, Math.min(end, start + longestLine))
        const isTooLong = end - start > longestLine
        const problem = isTooLong
          ? tooLong
          : addLine(parse(text, ascii, bytes, start), text, ascii, offset + start, batch)
        if (problem !== null) context.aside.put(problem, offset + start, excerptOf(text))
      })
    },
  }
}

interface Column {
  readonly slot: number
  readonly read: (line: AccessLine, origin: LineOrigin) => Value
}

type Columns = Readonly<Record<EventKind, readonly Column[]>>

/** A kind of line, and what is read of its events. */
interface Kind {
  readonly line: AccessLine
  readonly columns: Columns
}

const openKind = (dataset: string, values: Values, context: ReaderContext): Kind => ({
  line: new AccessLine(values, context.request),
  columns: columnsOf(dataset, values, context),
})

/** What somebody reads of events of each kind, and such lines can say. */
function columnsOf(dataset: string, values: Values, { wanted, request }: ReaderContext): Columns {
  const others = wanted.fields
    .filter((name) => name.startsWith(`${dataset}.`))
    .map((name): Field => ({ name, read: (line) => otherField(line, dataset, name) }))
  const isSaid = probe(values, request)
  const of = (kind: EventKind): readonly Column[] =>
    [...fieldsOf(dataset, kind).filter(isSaid), ...identityFields, ...others].flatMap(({ name, read }) => {
      const slot = wanted.slot(name)
      return wanted.isRead(slot, kindBits[kind]) ? [{ slot, read }] : []
    })
  return { handshake: of('handshake'), connection: of('connection'), request: of('request') }
}

/** A field that asks for no value of the line, and is null all the same, is null in every line of the kind. */
function probe(values: Values, request: ReaderContext['request']): (field: LineOnly) => boolean {
  let hasAsked = false
  const ask =
    <Answer>(answer: Answer) =>
    (): Answer => {
      hasAsked = true
      return answer
    }
  const silent = { load: () => true, at: ask(null), has: ask(false), others: () => [], other: () => null }
  const line = new AccessLine({ ...silent, said: values.said }, request)
  return ({ read }) => {
    hasAsked = false
    line.load('', true)
    return read(line) !== null || hasAsked
  }
}

interface Field {
  readonly name: string
  readonly read: Column['read']
}

/** A field that depends on what the line says alone. */
interface LineOnly {
  readonly name: string
  readonly read: (line: AccessLine) => Value
}

const fieldsOf = (dataset: string, kind: EventKind): readonly LineOnly[] => [
  ...lineFields.filter(({ on }) => on?.includes(kind) ?? true),
  { name: 'event.dataset', read: () => dataset },
]

/** The line is written when the connection has ended, so it tells of both ends at once. */
function eventsOf(line: AccessLine): readonly EventKind[] {
  const kind = line.kind()
  if (kind === 'upgraded') return line.tells ?? bothEnds
  return kind === 'refused' ? refused : plain
}

const bothEnds: readonly EventKind[] = ['handshake', 'connection']
const refused: readonly EventKind[] = ['handshake']
const plain: readonly EventKind[] = ['request']

/** Two for each byte of the source: a line has no more events than bytes, and a connection ends after its handshake. */
const sequenceOf = (at: number, kind: EventKind): number => at * 2 + (kind === 'connection' ? 1 : 0)

/** Fields that depend on where the line stands, and not on what it says. */
const identityFields: readonly Field[] = [
  { name: 'event.id', read: (_line, origin) => origin.id() },
  { name: 'event.sequence', read: (_line, origin) => origin.sequence() },
  { name: 'websocket.connection.id', read: (line, origin) => origin.connectionId(line) },
]

interface LineReader {
  readonly source: string
  readonly dataset: string
  readonly parse: (text: string, ascii: boolean) => Kind | null
}

/** Reads the line again where its whole event is asked for: few are. */
class LineOrigin implements Origin {
  readonly isCompact = true
  readonly #reader: LineReader
  readonly #text: string
  readonly #ascii: boolean
  readonly #at: number
  readonly #kind: EventKind

  constructor(reader: LineReader, text: string, ascii: boolean, at: number, kind: EventKind) {
    this.#reader = reader
    this.#text = text
    this.#ascii = ascii
    this.#at = at
    this.#kind = kind
  }

  id(): string {
    return `${this.#reader.source}:${this.#at}:${this.#kind}`
  }

  sequence(): number {
    return sequenceOf(this.#at, this.#kind)
  }

  connectionId(line: AccessLine): string | null {
    if (this.#kind === 'request') return null
    return line.text(fact.connectionId) ?? `${this.#reader.source}:${this.#at}`
  }

  document(): EventDocument {
    const { dataset, parse } = this.#reader
    const { line } = parse(this.#text, this.#ascii)!
    const fields = [...fieldsOf(dataset, this.#kind), ...identityFields]
    const values = fields.map(({ name, read }): [string, Value] => [name, read(line, this)])
    return Object.fromEntries([...values, ...otherFields(line, dataset)].filter(([, value]) => value !== null))
  }
}

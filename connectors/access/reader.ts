// Bytes of an access log → events: an upgrade gives a handshake and a connection, any other line one event.

import type { Batch, Origin } from '../../src/event/batch.ts'
import { isTime } from '../../src/event/time.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachTextLine, type Place } from '../text-lines.ts'
import { allFields, type Column, type Columns, columnsOf, type Identity } from './columns.ts'
import { fact } from './facts.ts'
import { type EventKind, kindBits } from './fields.ts'
import { AccessLine } from './line.ts'
import { otherFields } from './others.ts'
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
  function addLine(found: Kind | null, place: Place, batch: Batch): string | null {
    if (found === null) return whyNone()
    const { line, columns } = found
    const us = line.time()
    if (!isTime(us)) return 'no time that can be read'
    if (line.kind() === 'upgraded' && line.tells === undefined) addUpgrade(found, place, us, batch)
    else {
      for (const kind of eventsOf(line)) {
        const origin = new LineOrigin(lineReader, place, kind)
        const row = batch.add(kindBits[kind], us, 0, origin.sequence(), origin)
        fill(columns.of[kind], line, origin, batch, row)
      }
    }
    return null
  }

  /** The line is written when the connection has ended, so it tells of both ends at once. */
  function addUpgrade({ line, columns }: Kind, place: Place, us: number, batch: Batch): void {
    const opening = new LineOrigin(lineReader, place, 'handshake')
    const ending = new LineOrigin(lineReader, place, 'connection')
    const first = batch.add(kindBits.handshake, us, 0, opening.sequence(), opening)
    const second = batch.add(kindBits.connection, us, 0, ending.sequence(), ending)
    for (const { slot, read } of columns.both) {
      const value = read(line, opening)
      if (value === null) continue
      batch.set(first, slot, value)
      batch.set(second, slot, value)
    }
    fill(columns.onlyHandshake, line, opening, batch, first)
    fill(columns.onlyConnection, line, ending, batch, second)
  }

  return {
    read: (bytes, offset, last, batch) =>
      eachTextLine({ bytes, offset, last }, context.aside, (place, line, start) =>
        addLine(parse(place.text, place.ascii, line, start), place, batch),
      ),
  }
}

function fill(columns: readonly Column[], line: AccessLine, origin: LineOrigin, batch: Batch, row: number): void {
  for (const { slot, read } of columns) {
    const value = read(line, origin)
    if (value !== null) batch.set(row, slot, value)
  }
}

/** A kind of line, and what is read of its events. */
interface Kind {
  readonly line: AccessLine
  readonly columns: Columns
}

const openKind = (dataset: string, values: Values, context: ReaderContext): Kind => ({
  line: new AccessLine(values, context.request),
  columns: columnsOf(dataset, values, context),
})

function eventsOf(line: AccessLine): readonly EventKind[] {
  const kind = line.kind()
  if (kind === 'upgraded') return line.tells ?? []
  return kind === 'refused' ? refused : plain
}

const refused: readonly EventKind[] = ['handshake']
const plain: readonly EventKind[] = ['request']

/** Two for each byte of the source: a line has no more events than bytes, and a connection ends after its handshake. */
const sequenceOf = (at: number, kind: EventKind): number => at * 2 + (kind === 'connection' ? 1 : 0)

interface LineReader {
  readonly source: string
  readonly dataset: string
  readonly parse: (text: string, ascii: boolean) => Kind | null
}

/** Reads the line again where its whole event is asked for: few are. */
class LineOrigin implements Origin, Identity {
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
    return `${this.#reader.source}:${this.#place.at}:${this.#kind}`
  }

  sequence(): number {
    return sequenceOf(this.#place.at, this.#kind)
  }

  connectionId(line: AccessLine): string | null {
    if (this.#kind === 'request') return null
    return line.text(fact.connectionId) ?? `${this.#reader.source}:${this.#place.at}`
  }

  document(): EventDocument {
    const { dataset, parse } = this.#reader
    const { line } = parse(this.#place.text, this.#place.ascii)!
    const values = allFields(dataset, this.#kind).map(({ name, read }): [string, Value] => [name, read(line, this)])
    return Object.fromEntries([...values, ...otherFields(line, dataset)].filter(([, value]) => value !== null))
  }
}

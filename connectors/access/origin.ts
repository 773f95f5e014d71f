// A line of an access log, and which of its events → where that event came from: the line, read again where all of the event
// is asked for.
import type { Origin } from '../../src/event/batch.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { Place } from '../text-lines.ts'
import { allFields, type Identity } from './columns.ts'
import { fact } from './facts.ts'
import type { EventKind } from './fields.ts'
import type { AccessLine } from './line.ts'
import { otherFields } from './others.ts'

/** Whose lines they are. */
export interface Log {
  readonly source: string
  /** The product's name: `event.dataset`. */
  readonly dataset: string
  /** Reads a line that gave events. */
  readonly parse: (place: Place) => AccessLine
}

/** Who an event is that stands there. */
export class PlacedEvent implements Identity {
  readonly at: number
  readonly source: string
  readonly kind: EventKind

  constructor(source: string, at: number, kind: EventKind) {
    this.source = source
    this.at = at
    this.kind = kind
  }

  id(): string {
    return `${this.source}:${this.at}:${this.kind}`
  }

  sequence(): number {
    return sequenceOf(this.at, this.kind)
  }

  connectionId(line: AccessLine): string | null {
    return this.kind === 'request' ? null : (line.text(fact.connectionId) ?? connectionIdAt(this.source, this.at))
  }
}

export class LineOrigin extends PlacedEvent implements Origin {
  readonly isCompact = true
  readonly #log: Log
  readonly #place: Place

  constructor(log: Log, place: Place, kind: EventKind) {
    super(log.source, place.at, kind)
    this.#log = log
    this.#place = place
  }

  document(): EventDocument {
    const { dataset, parse } = this.#log
    const line = parse(this.#place)
    const values = allFields(dataset, this.kind).map(({ name, read }): [string, Value] => [name, read(line, this)])
    return Object.fromEntries([...values, ...otherFields(line, dataset)].filter(([, value]) => value !== null))
  }
}

/** Of a connection whose line gives it no name. */
export const connectionIdAt = (source: string, at: number): string => `${source}:${at}`

/** Two for each byte of the source: a line has no more events than bytes, and a connection ends after its handshake. */
export const sequenceOf = (at: number, kind: EventKind): number => at * 2 + (kind === 'connection' ? 1 : 0)

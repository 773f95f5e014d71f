// Documents that a shipper sends → their events, whether they are events or carry a line of a log.
import { excerptOf } from '../../connectors/lines.ts'
import type { Naming } from '../../connectors/ndjson/known.ts'
import { createReader } from '../../connectors/ndjson/reader.ts'
import { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { RequestSettings } from '../request/settings.ts'
import { createEnclosed, type Enclosed, type EnclosedAside, type EnclosedSettings, type Place } from './enclosed.ts'
import { openEnvelope } from './envelope.ts'

export interface SentDocument {
  /** Its JSON, on one line. */
  readonly text: string
  /** Where the shipper means it to go. */
  readonly index: string
  /** What the shipper calls it; null where it leaves that to the receiver. */
  readonly id: string | null
}

export interface DocumentSettings {
  /** The id of the source that all shippers are. */
  readonly source: string
  readonly layout: Layout
  readonly request: RequestSettings
  readonly aside: EnclosedAside
  readonly connectorFor?: EnclosedSettings['connectorFor']
  /** Gives a place to what has none in a file: each greater than the one before. */
  readonly nextPlace: () => number
}

export interface ReadDocuments {
  readonly batch: Batch
  /** By document: why it could not be read, or null. */
  readonly problems: readonly (Problem | null)[]
}

export interface Problem {
  readonly reason: string
  /** It is no document at all, so that its shipper is at fault. */
  readonly isBroken: boolean
}

/** Knows the streams of its shippers, so it is to live as long as they send. */
export class DocumentReader {
  readonly #settings: DocumentSettings
  readonly #lines: Enclosed
  readonly #events: Events

  constructor(settings: DocumentSettings) {
    const { source, layout, request, aside, connectorFor } = settings
    this.#settings = settings
    this.#lines = createEnclosed({ source, wanted: layout, request, aside, ...(connectorFor && { connectorFor }) })
    this.#events = openEvents(settings)
  }

  /** `key`: of the request. With the place in it, it names each document that is named by neither its shipper nor its file. */
  read(documents: readonly SentDocument[], key: string): ReadDocuments {
    const batch = new Batch(this.#settings.layout)
    const problems = documents.map((document, index) => this.#readOne(document, `${key}:${index}`, batch))
    return { batch, problems }
  }

  #readOne({ text, index, id }: SentDocument, name: string, batch: Batch): Problem | null {
    const document = parse(text)
    if (document === null) return this.#refuse(text)
    const { kind, line, stream, at, isNamed, fields } = openEnvelope(document, index)
    const own = id ?? (isNamed ? null : name)
    const place = { stream, at: at ?? this.#settings.nextPlace(), fields, ...(own !== null && { name: own }) }
    const reason =
      kind === 'event' ? this.#events.read(text, place, batch) : this.#lines.read(line ?? text, place, batch)
    return reason === null ? null : { reason, isBroken: false }
  }

  #refuse(text: string): Problem {
    const reason = 'not a JSON object'
    this.#settings.aside.put(reason, this.#settings.nextPlace(), excerptOf(text), null)
    return { reason, isBroken: true }
  }
}

interface Events {
  read(text: string, place: Place, batch: Batch): string | null
}

/** Documents that are events, which keep the id that they have. */
function openEvents({ source, layout, request, aside }: DocumentSettings): Events {
  let current: Place = { stream: '', at: 0 }
  let problem: string | null = null
  const naming: Naming = {
    id: () => current.name ?? `${source}:${current.stream}:${current.at}`,
    sequence: () => current.at,
  }
  const put = (reason: string, at: number, excerpt: string): void => {
    problem = reason
    aside.put(reason, at, excerpt, 'ndjson')
  }
  const reader = createReader({ source, wanted: layout, request, aside: { put } }, naming)
  return {
    read(text, place, batch) {
      current = place
      problem = null
      reader.read(Buffer.from(text), place.at, true, batch)
      return problem
    },
  }
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

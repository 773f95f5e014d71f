// An event that a rule holds on to ↔ plain data, in which the whole of it is a text: it is taken apart again only where somebody
// wants to see it.
import { sentOrigin } from '../event/sent.ts'
import type { EventDocument } from '../event/value.ts'
import type { Named, Written } from '../event/written.ts'
import type { Encoder } from './snapshot/encoder.ts'

/** Behind its text, where that is as its sender wrote it, what `readWritten` needs besides. */
export type SavedEvent = readonly [
  us: number,
  nanos: number,
  sequence: number,
  id: string,
  text: string | null,
  dataset?: string,
  learned?: EventDocument | null,
]

/** Whoever answers for an event. */
export interface Source {
  id(): string
  /** Null where a snapshot did not have it. */
  document(): EventDocument | null
  /** The same as its sender wrote it, where it did. */
  written?(): Written
}

/** How many values an event is whose text is our own, and one whose text is its sender's. */
const [ownLength, sentLength] = [5, 7]

export function saveEvent({ us, nanos, sequence }: Omit<Named, 'id'>, source: Source): SavedEvent {
  const written = source.written?.()
  if (!written) return [us, nanos, sequence, source.id(), textOf(source)]
  return [us, nanos, sequence, source.id(), written.text, written.dataset, written.learned]
}

/** The same, where it is written to. */
export function writeEvent({ us, nanos, sequence }: Omit<Named, 'id'>, source: Source, to: Encoder): void {
  const written = source.written?.()
  to.array(written ? sentLength : ownLength)
  to.number(us)
  to.number(nanos)
  to.number(sequence)
  to.text(source.id())
  to.write(written ? written.text : textOf(source))
  if (!written) return
  to.text(written.dataset)
  to.write(written.learned)
}

export function sourceOf([us, nanos, sequence, id, text, dataset, learned = null]: SavedEvent): Source {
  if (text === null || dataset === undefined) return new OwnSource(id, text)
  return sentOrigin({ us, nanos, sequence, id }, { text, dataset, learned })
}

/** Of an event whose text is our own. */
class OwnSource implements Source {
  readonly #id: string
  readonly #text: string | null

  constructor(id: string, text: string | null) {
    this.#id = id
    this.#text = text
  }

  id(): string {
    return this.#id
  }

  document(): EventDocument | null {
    return this.#text === null ? null : (JSON.parse(this.#text) as EventDocument)
  }

  get text(): string | null {
    return this.#text
  }
}

/** One that was read again is saved as it was. */
function textOf(source: Source): string | null {
  if (source instanceof OwnSource) return source.text
  const document = source.document()
  return document && JSON.stringify(document)
}

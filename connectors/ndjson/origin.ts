// A line of an NDJSON source → where its event came from: the line itself, read again where the whole event is asked for.
import type { Origin } from '../../src/event/batch.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { readWritten, type Written } from '../../src/event/written.ts'

/** What `event.dataset` is where the sender says nothing. */
export const dataset = 'ndjson'

/** What the event is known by. */
export interface Known {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
  readonly id: string
}

export class LineOrigin implements Origin {
  readonly isCompact = true
  readonly #text: string
  readonly #read: (text: string) => Known
  #known: Known | null = null

  /** `read` is asked at most once, and only when somebody wants to know: most lines that are held on to are let go unread. */
  constructor(text: string, read: (text: string) => Known) {
    this.#text = text
    this.#read = read
  }

  get known(): Known {
    this.#known ??= this.#read(this.#text)
    return this.#known
  }

  id(): string {
    return this.known.id
  }

  written(): Written {
    return { text: this.#text, dataset, learned: null }
  }

  document(): EventDocument {
    return readWritten(parseJson(this.#text) as object, this.written(), this.known)
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

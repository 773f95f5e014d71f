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
  /** Or who finds it out, until somebody wants to know: most lines that are held on to are let go unread. */
  #known: Known | ((sent: object) => Known)

  constructor(text: string, known: Known | ((sent: object) => Known)) {
    this.#text = text
    this.#known = known
  }

  id(): string {
    return this.#knownOf(null).id
  }

  written(): Written {
    return { text: this.#text, dataset, learned: null }
  }

  document(): EventDocument {
    const sent = this.#sent()
    return readWritten(sent, this.written(), this.#knownOf(sent))
  }

  /** `sent`: what the line holds, where that has been parsed. */
  #knownOf(sent: object | null): Known {
    if (typeof this.#known === 'function') this.#known = this.#known(sent ?? this.#sent())
    return this.#known
  }

  #sent(): object {
    return parseJson(this.#text) as object
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

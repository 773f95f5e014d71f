// The lines of one stream → events, by the connectors that its lines were recognised as, or by the one that was named.
import type { Connector, Reader, ReaderContext } from '../../connectors/connector.ts'
import { excerptOf } from '../../connectors/lines.ts'
import type { Batch } from '../event/batch.ts'
import { recognise } from './recognise.ts'

export interface LineContext extends Omit<ReaderContext, 'aside'> {
  readonly known: readonly Connector[]
}

/** Why no event came of a line, and the connector that should have known; null where no connector did. */
export interface Unread {
  readonly reason: string
  readonly connector: string | null
}

/** A named connector with what its `configure` gave. */
export interface NamedConnector {
  readonly connector: Connector
  readonly config: unknown
}

interface Opened {
  readonly connector: Connector
  readonly reader: Reader
}

/** Formats that one stream may mix. */
const mostKinds = 4

const unknownLine: Unread = { reason: 'no connector knows this line', connector: null }

export class LineReaders {
  readonly #context: LineContext
  readonly #named: boolean
  /** Those that its lines were recognised as; the one that read the last line comes first. */
  readonly #opened: Opened[] = []
  #problem: string | null = null

  constructor(context: LineContext, named: NamedConnector | null) {
    this.#context = context
    this.#named = named !== null
    if (named !== null) this.#opened.push(this.#open(named.connector, named.config))
  }

  /** `line` ends in its newline, the only one. */
  read(line: Uint8Array, at: number, batch: Batch): Unread | null {
    let unread: Unread | null = null
    for (const [place, opened] of this.#opened.entries()) {
      const reason = this.#try(opened, line, at, batch)
      if (reason === null) {
        this.#prefer(place)
        return null
      }
      unread ??= { reason, connector: opened.connector.name }
    }
    const opened = this.#named ? null : this.#recognised(line)
    if (opened === null) return unread ?? unknownLine
    const reason = this.#try(opened, line, at, batch)
    this.#prefer(this.#opened.length - 1)
    return reason === null ? null : { reason, connector: opened.connector.name }
  }

  #try({ reader }: Opened, line: Uint8Array, at: number, batch: Batch): string | null {
    this.#problem = null
    const used = reader.read(line, at, false, batch)
    return used === 0 ? (this.#problem ?? 'not a format of single lines') : this.#problem
  }

  #recognised(line: Uint8Array): Opened | null {
    if (this.#opened.length >= mostKinds) return null
    const found = recognise(line, this.#context.known)
    if (found.kind !== 'log' || this.#opened.some(({ connector }) => connector === found.connector)) return null
    const configured = found.connector.configure({})
    if (!configured.ok) return null
    const opened = this.#open(found.connector, configured.config)
    this.#opened.push(opened)
    return opened
  }

  #open(connector: Connector, config: unknown): Opened {
    const { source, wanted, request } = this.#context
    const aside = {
      put: (reason: string) => {
        this.#problem = reason
      },
    }
    return { connector, reader: connector.open(config, { source, wanted, request, aside }) }
  }

  #prefer(place: number): void {
    if (place > 0) this.#opened.unshift(...this.#opened.splice(place, 1))
  }
}

export const excerptOfLine = (line: Uint8Array): string =>
  excerptOf(Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, longestExcerpt)).toString('utf8').trimEnd())

const longestExcerpt = 1 << 15

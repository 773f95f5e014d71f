// What could not be read: counted by connector and reason, with the first few pieces kept to look at. Bounded, whatever comes.
import type { Aside } from '../../connectors/connector.ts'
import type { Unreadable } from '../event/source.ts'
import { maskSecrets } from '../incident/secrets.ts'

/** Something that could not be read, before it is let go. */
export interface UnreadablePiece {
  readonly source: string
  readonly connector: string
  readonly reason: string
  /** A byte offset in the source. */
  readonly at: number
  /** As it came, cut at what is worth keeping: it may hold secrets. */
  readonly text: string
}

/** Keeps pieces whole; it must neither wait nor throw. */
export type KeepPiece = (piece: UnreadablePiece) => void

const mostSamples = 5
const longestExcerpt = 200
/** Reasons are constants of a connector's: one that has more is broken, and is counted under one. */
const mostReasons = 100
const otherReasons = 'not readable for other reasons'

interface Entry {
  readonly connector: string
  readonly reason: string
  count: number
  readonly samples: { readonly at: number; readonly excerpt: string }[]
}

export class UnreadableLog implements Aside {
  readonly #source: string
  readonly #connector: string
  readonly #keep: KeepPiece
  readonly #entries = new Map<string, Entry>()

  constructor(source: string, connector: string, keep: KeepPiece = () => {}) {
    this.#source = source
    this.#connector = connector
    this.#keep = keep
  }

  /** `connector`: of a source that gives its pieces to several; the source's own where it is not given. */
  put(reason: string, at: number, excerpt: string, connector: string | null = null): void {
    const entry = this.#entryOf(connector ?? this.#connector, reason)
    entry.count++
    if (entry.samples.length < mostSamples)
      entry.samples.push({ at, excerpt: maskSecrets(excerpt.slice(0, longestExcerpt)) })
    this.#keep({ source: this.#source, connector: entry.connector, reason: entry.reason, at, text: excerpt })
  }

  /** Adds what another part of the same source could not read. */
  merge(others: readonly Unreadable[]): void {
    for (const { connector, reason, count, samples } of others) {
      const entry = this.#entryOf(connector, reason)
      entry.count += count
      entry.samples.push(...samples.slice(0, mostSamples - entry.samples.length))
    }
  }

  count(): number {
    return [...this.#entries.values()].reduce((sum, { count }) => sum + count, 0)
  }

  list(): readonly Unreadable[] {
    return [...this.#entries.values()].map(({ samples, ...entry }) => ({
      source: this.#source,
      ...entry,
      samples: [...samples],
    }))
  }

  #entryOf(connector: string, reason: string): Entry {
    const key = `${connector}\n${reason}`
    const known = this.#entries.get(key)
    if (known) return known
    if (this.#entries.size >= mostReasons && reason !== otherReasons) return this.#entryOf(connector, otherReasons)
    const entry: Entry = { connector, reason, count: 0, samples: [] }
    this.#entries.set(key, entry)
    return entry
  }
}

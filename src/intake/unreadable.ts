// What could not be read: counted by reason, with the first few pieces kept to look at. Bounded, whatever comes.
import type { Aside } from '../../connectors/connector.ts'
import type { Unreadable } from '../event/source.ts'
import { maskSecrets } from '../incident/secrets.ts'

const mostSamples = 5
const longestExcerpt = 200

interface Entry {
  count: number
  readonly samples: { readonly at: number; readonly excerpt: string }[]
}

export class UnreadableLog implements Aside {
  readonly #source: string
  readonly #entries = new Map<string, Entry>()

  constructor(source: string) {
    this.#source = source
  }

  put(reason: string, at: number, excerpt: string): void {
    const entry = this.#entryOf(reason)
    entry.count++
    if (entry.samples.length < mostSamples)
      entry.samples.push({ at, excerpt: maskSecrets(excerpt.slice(0, longestExcerpt)) })
  }

  /** Adds what another part of the same source could not read. */
  merge(others: readonly Unreadable[]): void {
    for (const { reason, count, samples } of others) {
      const entry = this.#entryOf(reason)
      entry.count += count
      entry.samples.push(...samples.slice(0, mostSamples - entry.samples.length))
    }
  }

  count(): number {
    return [...this.#entries.values()].reduce((sum, { count }) => sum + count, 0)
  }

  list(): readonly Unreadable[] {
    return [...this.#entries].map(([reason, { count, samples }]) => ({
      source: this.#source,
      reason,
      count,
      samples: [...samples],
    }))
  }

  #entryOf(reason: string): Entry {
    const known = this.#entries.get(reason)
    if (known) return known
    const entry = { count: 0, samples: [] }
    this.#entries.set(reason, entry)
    return entry
  }
}

// What the time of each source does when it falls silent, as producers registered it; while its producer is away, it stands
// still.
import type { Silence, SourceInfo } from '../../event/source.ts'
import { ask, askAll, type Link } from '../../queue/redis/connect.ts'

/**
 * Whoever commits every second, and did not for so long, is away: it died, or cannot get through what it has read. Shorter
 * than the silence after which time goes on.
 */
const awayMs = 3000

interface Seen {
  readonly flush: string | null
  /** When it was seen to have moved; never, where it was not. */
  readonly movedMs: number
}

export class Silences {
  readonly #link: Link
  #known: ReadonlyMap<string, Silence> = new Map()
  #producers: ReadonlyMap<string, Seen> = new Map()
  #away: ReadonlySet<string> = new Set()

  constructor(link: Link) {
    this.#link = link
  }

  /** What a source says while its producer is away comes later: it must not be late. */
  of(source: string): Silence {
    return this.#away.has(producerOf(source)) ? 'stands-still' : (this.#known.get(source) ?? 'runs-on')
  }

  /** To be called every second. `nowMs`: of a clock that never goes back. */
  async refresh(nowMs: number): Promise<void> {
    const found = Object.entries(await ask(this.#link, (connection) => connection.hgetall(this.#link.keys.sources)))
    this.#known = new Map(found.map(([id, text]) => [id, (JSON.parse(text) as SourceInfo).silence ?? 'runs-on']))
    this.#producers = await this.#look([...new Set(found.map(([id]) => producerOf(id)))], nowMs)
    this.#away = new Set([...this.#producers].flatMap(([id, { movedMs }]) => (nowMs - movedMs < awayMs ? [] : [id])))
  }

  /** Seen for the first time, a producer may have been gone for long. */
  async #look(producers: readonly string[], nowMs: number): Promise<ReadonlyMap<string, Seen>> {
    const { keys } = this.#link
    const flushes = await askAll(this.#link, (pipeline) => {
      for (const id of producers) pipeline.hget(keys.producer(id), '#flush')
    })
    return new Map(
      producers.map((id, i) => {
        const flush = flushes[i] as string | null
        const before = this.#producers.get(id)
        if (before?.flush === flush) return [id, before]
        return [id, { flush, movedMs: before ? nowMs : Number.NEGATIVE_INFINITY }]
      }),
    )
  }
}

/** A source's id begins with its producer's, which holds no slash. */
const producerOf = (source: string): string => source.slice(0, source.indexOf('/'))

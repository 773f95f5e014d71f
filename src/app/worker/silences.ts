// What the time of each source does when it falls silent, as producers registered it.
import type { Silence, SourceInfo } from '../../event/source.ts'
import { ask, type Link } from '../../queue/redis/connect.ts'

export class Silences {
  readonly #link: Link
  #known: ReadonlyMap<string, Silence> = new Map()

  constructor(link: Link) {
    this.#link = link
  }

  of(source: string): Silence {
    return this.#known.get(source) ?? 'runs-on'
  }

  async refresh(): Promise<void> {
    const found = Object.entries(await ask(this.#link, (connection) => connection.hgetall(this.#link.keys.sources)))
    this.#known = new Map(found.map(([id, text]) => [id, (JSON.parse(text) as SourceInfo).silence ?? 'runs-on']))
  }
}

// Lists that a run has published → the same lists here, up to date whenever they are looked at.
import type { LoadList } from '../compiler/2-check/scope.ts'
import { type ListType, listTypes, ValueList } from '../compiler/values/list.ts'
import { readListText } from '../compiler/values/list-text.ts'
import { listKey } from './rules.ts'

export interface ListShelf {
  /** By list, the hash of what it holds. */
  readonly index: () => Promise<ReadonlyMap<string, string>>
  /** Null where another took its place meanwhile. */
  readonly read: (hash: string) => Promise<string | null>
}

export class PublishedLists {
  readonly #shelf: ListShelf
  readonly #lists = new Map<string, { hash: string; readonly list: ValueList }>()

  constructor(shelf: ListShelf) {
    this.#shelf = shelf
  }

  /** Takes what has been published since. Between two batches a list changes as a whole. */
  async refresh(): Promise<void> {
    for (const [key, hash] of await this.#shelf.index()) {
      const known = this.#lists.get(key)
      const type = typeOf(key)
      if (known?.hash === hash || !type) continue
      const text = await this.#shelf.read(hash)
      if (text === null) continue
      const { values } = readListText(text, type)
      if (known) {
        known.list.replace(values)
        known.hash = hash
      } else this.#lists.set(key, { hash, list: new ValueList(type, values) })
    }
  }

  /** For rules that are compiled here. */
  readonly load: LoadList = (reference) => {
    const known = this.#lists.get(listKey(reference))
    return known ? { ok: true, list: known.list } : null
  }
}

const typeOf = (key: string): ListType | undefined => listTypes.find((type) => key.startsWith(`${type} `))

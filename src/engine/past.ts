// What the last window of each key came to, for conditions that compare with it. As many keys as the bounds allow.
import type { Value } from '../event/value.ts'
import type { Bounds, Counters } from './bounds.ts'
import { Keys, type SavedKeys } from './keys.ts'

export type SavedPast = SavedKeys<readonly [key: string, values: readonly Value[]]>

export class Past {
  readonly #keys: Keys<{ values: readonly Value[] }>

  constructor({ bounds, counters }: { readonly bounds: Bounds; readonly counters: Counters }) {
    this.#keys = new Keys(bounds.keys, () => {
      counters.evictedKeys++
    })
  }

  get(key: string): readonly Value[] | null {
    return this.#keys.get(key)?.values ?? null
  }

  set(key: string, values: readonly Value[]): void {
    this.#keys.touch(key, () => ({ values })).values = values
  }

  save(): SavedPast {
    return this.#keys.saveLater(({ values }, key) => [key, values])
  }

  load(saved: SavedPast): void {
    this.#keys.load(saved, ([key, values]) => this.set(key, values))
  }
}

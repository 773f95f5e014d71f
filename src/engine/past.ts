// What the last window of each key came to, for conditions that compare with it. As many keys as the bounds allow.
import type { Value } from '../event/value.ts'
import type { Bounds } from './bounds.ts'
import { Keys } from './keys.ts'

export type SavedPast = readonly (readonly [key: string, values: readonly Value[]])[]

export class Past {
  readonly #keys: Keys<{ values: readonly Value[] }>

  constructor({ keys }: Bounds) {
    this.#keys = new Keys(keys, () => {})
  }

  get(key: string): readonly Value[] | null {
    return this.#keys.get(key)?.values ?? null
  }

  set(key: string, values: readonly Value[]): void {
    this.#keys.touch(key, () => ({ values })).values = values
  }

  save(): SavedPast {
    return [...this.#keys].map(([key, { values }]) => [key, values])
  }

  load(saved: SavedPast): void {
    for (const [key, values] of saved) this.set(key, values)
  }
}

// A list of what is known → the same list as it was at one moment, taken piece by piece while what is known moves on.

import type { Placed } from './coming.ts'

/** Takes an item of a list. Places grow along the list; items may come in any order of them. */
export type Take = (place: number, item: unknown) => void

/**
 * Plain data of a state may have such a list wherever it has an array of items with their places. Iterated over it gives
 * what is known by then; once it has begun it gives what was known as it began.
 */
export interface Frozen<Item = unknown> extends Iterable<Placed<Item>> {
  /** From now on what is about to change goes to `take` before it does. */
  begin(take: Take): void
  /** Takes the next one. False once all were taken. */
  next(): boolean
  /** Nothing more is taken. */
  close(): void
  toJSON(): readonly Placed<Item>[]
}

export const isFrozen = (value: object): value is Frozen => 'begin' in value && typeof value.begin === 'function'

/** Of items that never change, though the list they came from does. `release` is told once it is done with them. */
export function frozenItems<Item, Saved>(
  items: readonly Item[],
  save: (item: Item) => Saved,
  release: () => void = () => {},
): Frozen<Saved> {
  let take: Take | null = null
  let place = 0
  return {
    begin: (to) => {
      take = to
    },
    next: () => {
      if (take === null || place === items.length) return false
      take(place, save(items[place]!))
      place++
      return true
    },
    close: () => {
      take = null
      release()
    },
    toJSON: () => items.map((item, i) => [i, save(item)] as const),
    *[Symbol.iterator]() {
      for (const [i, item] of items.entries()) yield [i, save(item)] as const
    },
  }
}

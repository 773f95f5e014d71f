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

/** What is to be held on to as long as it is not written. */
interface Holding<Item> {
  hold(item: Item): void
  letGo(item: Item): void
}

/** Of items that never change, though the list they came from does. */
export function frozenItems<Item, Saved>(
  items: readonly Item[],
  save: (item: Item) => Saved,
  holding: Holding<Item> | null = null,
): Frozen<Saved> {
  let take: Take | null = null
  let place = 0
  return {
    begin: (to) => {
      take = to
      if (holding) for (const item of items) holding.hold(item)
    },
    next: () => {
      if (take === null || place === items.length) return false
      const item = items[place]!
      take(place, save(item))
      holding?.letGo(item)
      place++
      return true
    },
    close: () => {
      if (take === null) return
      take = null
      if (holding) for (const item of items.slice(place)) holding.letGo(item)
    },
    toJSON: () => items.map((item, i) => [i, save(item)] as const),
    *[Symbol.iterator]() {
      for (const [i, item] of items.entries()) yield [i, save(item)] as const
    },
  }
}

// A list of what is known → the same list as it was at one moment, taken piece by piece while what is known moves on.

import type { Placed } from './coming.ts'
import { Decoder } from './decoder.ts'
import { Encoder } from './encoder.ts'

/** Whoever writes the items of a list down. */
export interface Taker {
  /** Where an item of that place is to be written next, as one value. Places grow along the list; items may come in any order of them. */
  at(place: number): Encoder
}

/**
 * Plain data of a state may have such a list wherever it has an array of items with their places. Iterated over it gives
 * what is known by then; once it has begun it gives what was known as it began.
 */
export interface Frozen<Item = unknown> extends Iterable<Placed<Item>> {
  /** From now on what is about to change is written to `taker` before it does. */
  begin(taker: Taker): void
  /** Writes the next one. False once all were written. */
  next(): boolean
  /** Nothing more is taken. */
  close(): void
  toJSON(): readonly Placed<Item>[]
}

export const isFrozen = (value: object): value is Frozen => 'begin' in value && typeof value.begin === 'function'

/** What is to be held on to as long as it is not written. */
export interface Holding<Item> {
  hold(item: Item): void
  letGo(item: Item): void
}

/** Of items that never change, though the list they came from does. */
export function frozenItems<Item, Saved>(
  items: readonly Item[],
  save: (item: Item) => Saved,
  holding: Holding<Item> | null = null,
): Frozen<Saved> {
  let taker: Taker | null = null
  let place = 0
  return {
    begin: (to) => {
      taker = to
      if (holding) for (const item of items) holding.hold(item)
    },
    next: () => {
      if (taker === null || place === items.length) return false
      const item = items[place]!
      taker.at(place).write(save(item))
      holding?.letGo(item)
      place++
      return true
    },
    close: () => {
      if (taker === null) return
      taker = null
      if (holding) for (const item of items.slice(place)) holding.letGo(item)
    },
    toJSON: () => items.map((item, i) => [i, save(item)] as const),
    *[Symbol.iterator]() {
      for (const [i, item] of items.entries()) yield [i, save(item)] as const
    },
  }
}

/** The plain data of what writes itself. */
export function plainOf<Item>(write: (to: Encoder) => void): Item {
  const encoder = new Encoder(() => null)
  write(encoder)
  return new Decoder([encoder.take()], () => null).read() as Item
}

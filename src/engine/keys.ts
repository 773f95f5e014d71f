// State by key, as an object each; which is let go for another at the bound is as with slots.

import { noSlot, type SavedKeys, Slots } from './slots.ts'
import type { Decoder } from './snapshot/decoder.ts'
import type { Encoder } from './snapshot/encoder.ts'
import type { Holding } from './snapshot/frozen.ts'

export type { SavedKeys } from './slots.ts'

export class Keys<State> {
  readonly #slots: Slots
  /** By slot; undefined where it has none yet, or any more. */
  readonly #states: (State | undefined)[] = []

  constructor(bound: number, evicted: (state: State) => void) {
    this.#slots = new Slots(bound, {
      open: (slot) => {
        this.#states[slot] = undefined
      },
      evict: (slot) => {
        const state = this.#states[slot]!
        this.#states[slot] = undefined
        evicted(state)
      },
    })
  }

  get size(): number {
    return this.#slots.size
  }

  get(key: string): State | undefined {
    const slot = this.#slots.find(key)
    return slot === noSlot ? undefined : this.#states[slot]
  }

  /** The state of a key, made where there is none, and now the most recently touched. */
  touch(key: string, make: () => State): State {
    const slot = this.#slots.touch(key)
    this.#states[slot] ??= make()
    return this.#states[slot]!
  }

  /** One that is new, as it is known to be while a state is loaded. */
  open(key: string, state: State): void {
    this.#states[this.#slots.open(key)] = state
  }

  delete(key: string): void {
    const slot = this.#slots.locate(key)
    if (slot !== noSlot) this.#close(slot)
  }

  /** Another state in the place of that of a key, which is not changed any more. */
  replace(key: string, state: State): void {
    const slot = this.#slots.locate(key)
    this.#slots.renew(slot)
    this.#states[slot] = state
  }

  /** Drops from the longest untouched on, as long as they are over. */
  dropWhile(over: (state: State) => boolean): void {
    let slot = this.#slots.oldest
    for (; slot !== noSlot && over(this.#states[slot]!); slot = this.#slots.oldest) this.#close(slot)
  }

  /** Lets one go before it is over: not the one touched last, as long as there is another. */
  evict(): void {
    this.#slots.evict()
  }

  /** The same, of more than one. False where there is no other. */
  evictOther(): boolean {
    return this.#slots.evictOther()
  }

  /** The longest untouched first. The one at hand may be deleted on the way. */
  *[Symbol.iterator](): IterableIterator<[string, State]> {
    for (const slot of this.#slots) yield [this.#slots.keyOf(slot), this.#states[slot]!]
  }

  /** The same, without what they are known by; each may be deleted or replaced on the way, but not changed. */
  *asTheyAre(): IterableIterator<State> {
    for (const slot of this.#slots.asTheyAre()) yield this.#states[slot]!
  }

  save<Saved>(one: (state: State, key: string) => Saved): SavedKeys<Saved> {
    return this.#slots.save((slot) => one(this.#states[slot]!, this.#slots.keyOf(slot)))
  }

  /**
   * The same, a few at a time where it is wanted. What `one` saves is changed only by who has it of these keys: got, touched,
   * passed by on the way.
   */
  saveLater<Saved>(one: (state: State, key: string) => Saved): SavedKeys<Saved> {
    return this.#slots.saveLater({ write: (slot, to) => to.write(one(this.#states[slot]!, this.#slots.keyOf(slot))) })
  }

  /** The same of states that write themselves, and know their key. What is dropped is held on to, and written in its turn. */
  saveEach<Saved>(write: (state: State, to: Encoder) => void, holding: Holding<State>): SavedKeys<Saved> {
    return this.#slots.saveLater({
      write: (slot, to) => write(this.#states[slot]!, to),
      detached: {
        of: (slot) => {
          const state = this.#states[slot]!
          holding.hold(state)
          return state
        },
        write: (state, to) => write(state as State, to),
        letGo: (state) => holding.letGo(state as State),
      },
    })
  }

  /** `open` is called with each that was saved, in any order, and is to open its key, or to touch it, which is new. */
  load<Saved>(saved: SavedKeys<Saved>, open: (saved: Saved) => void): void {
    this.#slots.load(saved, (from) => open(from.value() as Saved), open)
  }

  /** The same of states that read themselves. */
  loadEach<Saved>(saved: SavedKeys<Saved>, read: (from: Decoder) => void): void {
    this.#slots.load(saved, read)
  }

  #close(slot: number): void {
    this.#slots.close(slot)
    this.#states[slot] = undefined
  }
}

// Keys in lists by when they were touched, while they are written a few at a time: each is taken once, before it changes.

/** In one list at a time, those that were touched later behind. */
export interface Freezable<Item> {
  newer: Item | null
  /** Which touch of all was its last. */
  touched: number
  /** Which freeze took it last. */
  taken: object | null
}

export class Freeze<Item extends Freezable<Item>> {
  /** Of each list, the one that is looked at next. */
  readonly #next: (Item | null)[]
  readonly #before: number
  readonly #take: (item: Item) => void

  /** `oldest`: of each list. `before`: what is touched from now on is touched no earlier. */
  constructor(oldest: readonly (Item | null)[], before: number, take: (item: Item) => void) {
    this.#next = [...oldest]
    this.#before = before
    this.#take = take
  }

  /** It is about to change, or to be handed to who may change it. */
  keep(item: Item): void {
    if (item.taken === this || item.touched >= this.#before) return
    item.taken = this
    this.#take(item)
  }

  /** It is about to leave its list, and is kept. */
  passOver(item: Item): void {
    for (let i = 0; i < this.#next.length; i++) if (this.#next[i] === item) this.#next[i] = item.newer
  }

  /** Takes the next one that was not taken yet. False where none is left. */
  next(): boolean {
    for (let i = 0; i < this.#next.length; i++) {
      for (let item = this.#next[i]!; item !== null && item.touched < this.#before; item = this.#next[i]!) {
        this.#next[i] = item.newer
        if (item.taken === this) continue
        this.keep(item)
        return true
      }
    }
    return false
  }
}

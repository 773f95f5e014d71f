// Slots in lists by when they were touched, while they are written a few at a time: each is taken once, before it changes.

/** Slots in lists, those that were touched later behind; -1 ends a list. */
export interface Order {
  newerThan(slot: number): number
  /** Which touch of all was its last. */
  touchOf(slot: number): number
}

export class Freeze {
  readonly #order: Order
  /** Of each list, the one that is looked at next. */
  readonly #next: number[]
  readonly #before: number
  readonly #take: (slot: number) => void
  readonly #taken = new Set<number>()

  /** `oldest`: of each list. `before`: what is touched from now on is touched no earlier. */
  constructor(order: Order, oldest: readonly number[], before: number, take: (slot: number) => void) {
    this.#order = order
    this.#next = [...oldest]
    this.#before = before
    this.#take = take
  }

  /** It is about to change, or to be handed to who may change it. */
  keep(slot: number): void {
    if (this.#order.touchOf(slot) >= this.#before || this.#taken.has(slot)) return
    this.#taken.add(slot)
    this.#take(slot)
  }

  /** It is about to leave its list, and is kept. */
  passOver(slot: number): void {
    for (let i = 0; i < this.#next.length; i++) if (this.#next[i] === slot) this.#next[i] = this.#order.newerThan(slot)
  }

  /** Takes the next one that was not taken yet. False where none is left. */
  next(): boolean {
    for (let i = 0; i < this.#next.length; i++) {
      for (let slot = this.#next[i]!; this.#isBefore(slot); slot = this.#next[i]!) {
        this.#next[i] = this.#order.newerThan(slot)
        if (this.#taken.has(slot)) continue
        this.keep(slot)
        return true
      }
    }
    return false
  }

  #isBefore(slot: number): boolean {
    return slot >= 0 && this.#order.touchOf(slot) < this.#before
  }
}

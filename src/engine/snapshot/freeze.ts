// Slots in lists by when they were touched, while they are written a few at a time: each is taken once, before it changes.

/** Slots in lists, those that were touched later behind; -1 ends a list. */
export interface Order {
  newerThan(slot: number): number
  /** Which touch of all was its last. */
  touchOf(slot: number): number
}

export interface FreezeFrom {
  /** Of each list. */
  readonly oldest: readonly number[]
  /** What is touched from now on is touched no earlier. */
  readonly before: number
  /** More than any of them. */
  readonly slots: number
}

export interface FreezeTo {
  /** It is written now. */
  take(slot: number): void
  /** What it holds is nobody's from now on: it may be written later. */
  detach(slot: number): void
}

/** Of those that are taken already so many at most are passed by at a time. */
const mostPassed = 1024

export class Freeze {
  readonly #order: Order
  readonly #to: FreezeTo
  /** Of each list, the one that is looked at next. */
  readonly #next: number[]
  readonly #before: number
  /** By slot. */
  readonly #isTaken: Uint8Array

  constructor(order: Order, { oldest, before, slots }: FreezeFrom, to: FreezeTo) {
    this.#order = order
    this.#to = to
    this.#next = [...oldest]
    this.#before = before
    this.#isTaken = new Uint8Array(slots)
  }

  /** It is about to change, or to be handed to who may change it. */
  keep(slot: number): void {
    if (this.#isOpen(slot)) this.#take(slot)
  }

  /** It is about to be dropped as it is, or to have another in its place. */
  detach(slot: number): void {
    if (!this.#isOpen(slot)) return
    this.#isTaken[slot] = 1
    this.#to.detach(slot)
  }

  /** It is about to leave its list, and is kept, or detached. */
  passOver(slot: number): void {
    for (let i = 0; i < this.#next.length; i++) if (this.#next[i] === slot) this.#next[i] = this.#order.newerThan(slot)
  }

  /** Takes the next one that was not taken yet, if it is close by. False where none is left. */
  next(): boolean {
    for (let i = 0; i < this.#next.length; i++) {
      for (let passed = 0; passed < mostPassed && this.#isBefore(this.#next[i]!); passed++) {
        const slot = this.#next[i]!
        this.#next[i] = this.#order.newerThan(slot)
        if (this.#isTaken[slot] === 1) continue
        this.#take(slot)
        return true
      }
      if (this.#isBefore(this.#next[i]!)) return true
    }
    return false
  }

  #take(slot: number): void {
    this.#isTaken[slot] = 1
    this.#to.take(slot)
  }

  #isOpen(slot: number): boolean {
    return this.#order.touchOf(slot) < this.#before && this.#isTaken[slot] === 0
  }

  #isBefore(slot: number): boolean {
    return slot >= 0 && this.#order.touchOf(slot) < this.#before
  }
}

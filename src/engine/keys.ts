// State by key, the longest untouched first, never more than the bound.

export class Keys<State> {
  readonly #states = new Map<string, State>()
  readonly #bound: number
  readonly #evicted: (state: State) => void

  constructor(bound: number, evicted: (state: State) => void) {
    this.#bound = bound
    this.#evicted = evicted
  }

  get size(): number {
    return this.#states.size
  }

  get(key: string): State | undefined {
    return this.#states.get(key)
  }

  /** The state of a key, made where there is none, and now the most recently touched. */
  touch(key: string, make: () => State): State {
    let state = this.#states.get(key)
    if (state === undefined) {
      if (this.#states.size >= this.#bound) this.evictOldest()
      state = make()
    } else this.#states.delete(key)
    this.#states.set(key, state)
    return state
  }

  delete(key: string): void {
    this.#states.delete(key)
  }

  /** Drops from the longest untouched on, as long as they are over. */
  dropWhile(over: (state: State) => boolean): void {
    for (const [key, state] of this.#states) {
      if (!over(state)) return
      this.#states.delete(key)
    }
  }

  /** Lets the longest untouched go, before it is over. */
  evictOldest(): void {
    for (const [key, state] of this.#states) {
      this.#states.delete(key)
      this.#evicted(state)
      return
    }
  }

  [Symbol.iterator](): IterableIterator<[string, State]> {
    return this.#states.entries()
  }
}

// State by key, the longest untouched first, never more than the bound. Everything at constant cost, also eviction.

/** A key's place in the order in which keys were touched. */
interface Node<State> {
  readonly key: string
  readonly state: State
  older: Node<State> | null
  newer: Node<State> | null
}

export class Keys<State> {
  readonly #nodes = new Map<string, Node<State>>()
  readonly #bound: number
  readonly #evicted: (state: State) => void
  #oldest: Node<State> | null = null
  #newest: Node<State> | null = null

  constructor(bound: number, evicted: (state: State) => void) {
    this.#bound = bound
    this.#evicted = evicted
  }

  get size(): number {
    return this.#nodes.size
  }

  get(key: string): State | undefined {
    return this.#nodes.get(key)?.state
  }

  /** The state of a key, made where there is none, and now the most recently touched. */
  touch(key: string, make: () => State): State {
    const known = this.#nodes.get(key)
    if (known === undefined) return this.#add(key, make)
    if (known !== this.#newest) {
      this.#unlink(known)
      this.#append(known)
    }
    return known.state
  }

  delete(key: string): void {
    const node = this.#nodes.get(key)
    if (node) this.#remove(node)
  }

  /** Drops from the longest untouched on, as long as they are over. */
  dropWhile(over: (state: State) => boolean): void {
    for (let node = this.#oldest; node !== null && over(node.state); node = this.#oldest) this.#remove(node)
  }

  /** Lets the longest untouched go, before it is over. */
  evictOldest(): void {
    const node = this.#oldest
    if (node === null) return
    this.#remove(node)
    this.#evicted(node.state)
  }

  /** The longest untouched first. The one at hand may be deleted on the way. */
  *[Symbol.iterator](): IterableIterator<[string, State]> {
    for (let node = this.#oldest; node !== null; ) {
      const { newer } = node
      yield [node.key, node.state]
      node = newer
    }
  }

  #add(key: string, make: () => State): State {
    if (this.#nodes.size >= this.#bound) this.evictOldest()
    const state = make()
    const node: Node<State> = { key, state, older: null, newer: null }
    this.#nodes.set(key, node)
    this.#append(node)
    return state
  }

  #remove(node: Node<State>): void {
    this.#nodes.delete(node.key)
    this.#unlink(node)
  }

  #append(node: Node<State>): void {
    node.older = this.#newest
    node.newer = null
    if (this.#newest === null) this.#oldest = node
    else this.#newest.newer = node
    this.#newest = node
  }

  #unlink({ older, newer }: Node<State>): void {
    if (older === null) this.#oldest = newer
    else older.newer = newer
    if (newer === null) this.#newest = older
    else newer.older = older
  }
}

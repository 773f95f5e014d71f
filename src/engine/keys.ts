// State by key, never more than the bound, and which is let go for another: of keys that came only once the stalest, as long
// as they are more than a fifth; else the stalest of all. A flood of keys that never come again pushes out itself, not a key
// that keeps coming; one that comes again after it was let go counts as such. Everything at constant cost, also eviction.
import { type Linked, Recency } from './recency.ts'
import { Remembered, type SavedRemembered } from './remembered.ts'
import { type List, type Placed, receive } from './snapshot/coming.ts'
import { Freeze } from './snapshot/freeze.ts'
import type { Frozen } from './snapshot/frozen.ts'

/** For each key that may be held so many that were let go are remembered, but never more than a million. */
const [rememberedPerKey, mostRemembered] = [8, 1_000_000]

/** Keys as plain data. */
export interface SavedKeys<Saved> {
  /** Twice the number of the touch that was its last, and one more where the key came again. */
  readonly items: List<Saved>
  /** Null where none was let go. */
  readonly remembered: SavedRemembered | null
}

interface Node<State> extends Linked<Node<State>> {
  readonly key: string
  readonly state: State
  /** Which touch of all was its last. */
  touched: number
  cameAgain: boolean
  taken: object | null
}

export class Keys<State> {
  readonly #nodes = new Map<string, Node<State>>()
  /** Those that came only once, and those that came again. */
  readonly #once = new Recency<Node<State>>()
  readonly #again = new Recency<Node<State>>()
  readonly #bound: number
  readonly #evicted: (state: State) => void
  #touches = 0
  /** Keys that were let go; null as long as none was. */
  #remembered: Remembered | null = null
  /** While they are written: whoever may change one is preceded by it. */
  #freeze: Freeze<Node<State>> | null = null
  /** They come from a state in which there may have been more than may be now. */
  #isLoading = false

  constructor(bound: number, evicted: (state: State) => void) {
    this.#bound = bound
    this.#evicted = evicted
  }

  get size(): number {
    return this.#nodes.size
  }

  get(key: string): State | undefined {
    const known = this.#nodes.get(key)
    if (known === undefined) return undefined
    this.#freeze?.keep(known)
    return known.state
  }

  /** The state of a key, made where there is none, and now the most recently touched. */
  touch(key: string, make: () => State): State {
    const known = this.#nodes.get(key)
    if (known === undefined) return this.#add(key, make)
    this.#freeze?.keep(known)
    known.touched = this.#touches++
    if (known !== this.#again.newest) this.#moveToAgain(known)
    return known.state
  }

  delete(key: string): void {
    const node = this.#nodes.get(key)
    if (node) this.#remove(node)
  }

  /** Drops from the longest untouched on, as long as they are over. */
  dropWhile(over: (state: State) => boolean): void {
    for (let node = this.#oldest; node !== null && this.#isOver(node, over); node = this.#oldest) this.#remove(node)
  }

  /** Lets one go before it is over: not the one touched last, as long as there is another. */
  evict(): void {
    const stalest = this.#stalest
    this.#evict(stalest?.touched === this.#touches - 1 ? this.#oldest : stalest)
  }

  /** The longest untouched first. The one at hand may be deleted on the way. */
  *[Symbol.iterator](): IterableIterator<[string, State]> {
    for (const node of this.#inOrder()) {
      this.#freeze?.keep(node)
      yield [node.key, node.state]
    }
  }

  save<Saved>(one: (state: State, key: string) => Saved): SavedKeys<Saved> {
    return { items: this.#placed(({ state, key }) => one(state, key)), remembered: this.#saveMemory() }
  }

  /**
   * The same, a few at a time where it is wanted. What `one` saves is changed only by who has it of these keys: got, touched,
   * passed by on the way.
   */
  saveLater<Saved>(one: (state: State, key: string) => Saved): SavedKeys<Saved> {
    return { items: this.#frozen(({ state, key }) => one(state, key)), remembered: this.#saveMemory() }
  }

  /** `touch` is called with each that was saved, in any order, and is to touch its key, which is new. */
  load<Saved>({ items, remembered }: SavedKeys<Saved>, touch: (saved: Saved) => void): void {
    let inOrder = true
    this.#isLoading = true
    receive(items, {
      take: (place, one) => {
        touch(one)
        if (!this.#place(this.#once.newest!, place)) inOrder = false
      },
      finish: () => {
        if (!inOrder) for (const list of [this.#once, this.#again]) list.sort((a, b) => a.touched - b.touched)
        this.#isLoading = false
        while (this.#nodes.size > this.#bound) this.#evict(this.#stalest)
        if (remembered !== null) this.#newMemory().load(remembered)
      },
    })
  }

  /** One that was just touched for the first time. False where it came before one that was touched before it. */
  #place(node: Node<State>, place: number): boolean {
    node.touched = Math.floor(place / 2)
    this.#touches = Math.max(this.#touches, node.touched + 1)
    if (place % 2 === 1) this.#moveToAgain(node)
    return node.older === null || node.older.touched < node.touched
  }

  get #oldest(): Node<State> | null {
    return staler(this.#once.oldest, this.#again.oldest)
  }

  get #stalest(): Node<State> | null {
    return this.#once.size * 5 > this.#nodes.size ? this.#once.oldest : this.#oldest
  }

  *#inOrder(): IterableIterator<Node<State>> {
    let [once, again] = [this.#once.oldest, this.#again.oldest]
    for (let node = staler(once, again); node !== null; node = staler(once, again)) {
      if (node === once) once = node.newer
      else again = node.newer
      yield node
    }
  }

  #placed<Saved>(save: (node: Node<State>) => Saved): readonly Placed<Saved>[] {
    return Array.from(this.#inOrder(), (node) => [placeOf(node), save(node)] as const)
  }

  #frozen<Saved>(save: (node: Node<State>) => Saved): Frozen<Saved> {
    const now = (): readonly Placed<Saved>[] => this.#placed(save)
    let freeze: Freeze<Node<State>> | null = null
    return {
      begin: (take) => {
        const oldest = [this.#once.oldest, this.#again.oldest]
        freeze = new Freeze(oldest, this.#touches, (node) => take(placeOf(node), save(node)))
        this.#freeze = freeze
      },
      next: () => freeze?.next() ?? false,
      close: () => {
        if (this.#freeze === freeze) this.#freeze = null
      },
      toJSON: now,
      [Symbol.iterator]: () => now()[Symbol.iterator](),
    }
  }

  /** Whoever is asked may change it. */
  #isOver(node: Node<State>, over: (state: State) => boolean): boolean {
    this.#freeze?.keep(node)
    return over(node.state)
  }

  #add(key: string, make: () => State): State {
    if (this.#nodes.size >= this.#bound && !this.#isLoading) this.#evict(this.#stalest)
    const state = make()
    const cameAgain = this.#remembered?.has(key) ?? false
    const touched = this.#touches++
    const node: Node<State> = { key, state, touched, cameAgain, taken: null, older: null, newer: null }
    this.#nodes.set(key, node)
    this.#listOf(node).append(node)
    return state
  }

  #moveToAgain(node: Node<State>): void {
    this.#freeze?.passOver(node)
    this.#listOf(node).unlink(node)
    node.cameAgain = true
    this.#again.append(node)
  }

  #evict(node: Node<State> | null): void {
    if (node === null) return
    this.#remove(node)
    const remembered = this.#remembered ?? this.#newMemory()
    remembered.add(node.key)
    this.#evicted(node.state)
  }

  #newMemory(): Remembered {
    this.#remembered = new Remembered(Math.min(rememberedPerKey * this.#bound, mostRemembered))
    return this.#remembered
  }

  #remove(node: Node<State>): void {
    this.#freeze?.keep(node)
    this.#freeze?.passOver(node)
    this.#nodes.delete(node.key)
    this.#listOf(node).unlink(node)
  }

  #listOf({ cameAgain }: Node<State>): Recency<Node<State>> {
    return cameAgain ? this.#again : this.#once
  }

  #saveMemory(): SavedRemembered | null {
    return this.#remembered?.save() ?? null
  }
}

const placeOf = ({ touched, cameAgain }: { readonly touched: number; readonly cameAgain: boolean }): number =>
  touched * 2 + (cameAgain ? 1 : 0)

/** Of two the one that was touched longer ago. */
function staler<State>(a: Node<State> | null, b: Node<State> | null): Node<State> | null {
  if (a === null || b === null) return a ?? b
  return a.touched < b.touched ? a : b
}

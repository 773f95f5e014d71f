// Items that come nearly in order → in order. What comes in order costs constant time, a straggler that of a heap.
import { Heap } from './heap.ts'

export class Sorter<T> {
  readonly #compare: (a: T, b: T) => number
  /** In order, from `#first` on. */
  #queue: T[] = []
  #first = 0
  /** Those that came after something greater. */
  readonly #stragglers: Heap<T>

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
    this.#stragglers = new Heap(compare)
  }

  get size(): number {
    return this.#queue.length - this.#first + this.#stragglers.size
  }

  push(item: T): void {
    const last = this.#queue.at(-1)
    if (last === undefined || this.#compare(last, item) <= 0) this.#queue.push(item)
    else this.#stragglers.push(item)
  }

  /** The smallest, and of equals the one that came first in order. */
  peek(): T | undefined {
    const next = this.#queue[this.#first]
    const straggler = this.#stragglers.peek()
    if (next === undefined || straggler === undefined) return next ?? straggler
    return this.#compare(next, straggler) <= 0 ? next : straggler
  }

  pop(): T | undefined {
    const item = this.peek()
    if (item === undefined || item !== this.#queue[this.#first]) return this.#stragglers.pop()
    this.#first++
    if (this.#first === this.#queue.length || (this.#first > 1024 && this.#first * 2 > this.#queue.length)) {
      this.#queue = this.#queue.slice(this.#first)
      this.#first = 0
    }
    return item
  }

  /** Drops the others. */
  retain(stays: (item: T) => boolean): void {
    this.#queue = this.#queue.slice(this.#first).filter(stays)
    this.#first = 0
    this.#stragglers.retain(stays)
  }

  /** In no order. */
  values(): readonly T[] {
    return [...this.#queue.slice(this.#first), ...this.#stragglers.values()]
  }
}

// Items that leave in the order in which they came, each at constant cost; the newest may be taken back.

export class Queue<T> {
  #items: T[] = []
  #first = 0

  get size(): number {
    return this.#items.length - this.#first
  }

  get oldest(): T | undefined {
    return this.#items[this.#first]
  }

  get newest(): T | undefined {
    return this.size === 0 ? undefined : this.#items.at(-1)
  }

  /** The n-th oldest, from 0. */
  at(n: number): T | undefined {
    return this.#items[this.#first + n]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  pop(): void {
    if (this.size > 0) this.#items.pop()
  }

  shift(): void {
    if (this.size === 0) return
    this.#first++
    if (this.#first > 32 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first)
      this.#first = 0
    }
  }
}

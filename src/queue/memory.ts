// The queue inside one process.
import type { Queue } from './queue.ts'

export class MemoryQueue<Item> implements Queue<Item> {
  readonly #bound: number
  readonly #items: Item[] = []
  readonly #roomWanted: (() => void)[] = []
  #itemWanted: (() => void) | null = null
  #closed = false

  constructor(bound: number) {
    this.#bound = bound
  }

  get size(): number {
    return this.#items.length
  }

  async put(item: Item): Promise<void> {
    while (!this.#closed && this.#items.length >= this.#bound)
      await new Promise<void>((resolve) => this.#roomWanted.push(resolve))
    if (this.#closed) throw new Error('The queue is closed.')
    this.#items.push(item)
    this.#itemWanted?.()
  }

  async take(most: number): Promise<readonly Item[]> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#itemWanted = resolve
      })
    }
    const taken = this.#items.splice(0, most)
    for (const wake of this.#roomWanted.splice(0, taken.length)) wake()
    return taken
  }

  close(): void {
    this.#closed = true
    this.#itemWanted?.()
    for (const wake of this.#roomWanted.splice(0)) wake()
  }
}

// A binary heap: the smallest first, by the given order.

export class Heap<T> {
  #items: T[] = []
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#compare(items[parent]!, item) <= 0) break
      items[at] = items[parent]!
      at = parent
    }
    items[at] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (items.length > 0) this.#sink(0, last!)
    return top
  }

  /** In no order. */
  values(): readonly T[] {
    return this.#items
  }

  /** Drops the others, in time linear in their number. */
  retain(stays: (item: T) => boolean): void {
    this.#items = this.#items.filter(stays)
    for (let at = (this.#items.length >> 1) - 1; at >= 0; at--) this.#sink(at, this.#items[at]!)
  }

  /** Puts the item where it belongs at that place or below it. */
  #sink(from: number, item: T): void {
    const items = this.#items
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.#compare(items[child + 1]!, items[child]!) < 0) child++
      if (this.#compare(item, items[child]!) <= 0) break
      items[at] = items[child]!
      at = child
    }
    items[at] = item
  }
}

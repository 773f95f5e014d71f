// Items in the order in which they were touched, each at constant cost: put at the new end, taken out anywhere.

/** In one order at a time. */
export interface Linked<Item> {
  older: Item | null
  newer: Item | null
}

export class Recency<Item extends Linked<Item>> {
  #oldest: Item | null = null
  #newest: Item | null = null
  #size = 0

  get oldest(): Item | null {
    return this.#oldest
  }

  get newest(): Item | null {
    return this.#newest
  }

  get size(): number {
    return this.#size
  }

  append(item: Item): void {
    item.older = this.#newest
    item.newer = null
    if (this.#newest === null) this.#oldest = item
    else this.#newest.newer = item
    this.#newest = item
    this.#size++
  }

  /** Those that were put in another order than they are to stand in. */
  sort(compare: (a: Item, b: Item) => number): void {
    const items: Item[] = []
    for (let item = this.#oldest; item !== null; item = item.newer) items.push(item)
    this.#oldest = null
    this.#newest = null
    this.#size = 0
    for (const item of items.sort(compare)) this.append(item)
  }

  unlink({ older, newer }: Item): void {
    if (older === null) this.#oldest = newer
    else older.newer = newer
    if (newer === null) this.#newest = older
    else newer.older = older
    this.#size--
  }
}

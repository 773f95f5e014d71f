// What is found for a row, each once, whatever ways lead to it: items, and groups of them, whose numbers come behind.
export class Found<Item> {
  readonly #all: readonly Item[]
  /** By number: the row at which it was found last. */
  readonly #foundAt: Float64Array
  #row = 0
  #items: Item[] = []
  /** By their place among the groups. */
  readonly groups: number[] = []
  /** Those that the list begins with. */
  #always: readonly Item[] = []

  constructor(all: readonly Item[], groups: number) {
    this.#all = all
    this.#foundAt = new Float64Array(all.length + groups)
  }

  /** Good until the next row. */
  get items(): readonly Item[] {
    return this.#items
  }

  /** A new row, for which these are found whatever it says; nothing else leads to them. */
  begin(always: readonly Item[]): void {
    this.#row++
    this.groups.length = 0
    if (always === this.#always) {
      this.#items.length = always.length
      return
    }
    this.#always = always
    this.#items = [...always]
  }

  add(numbers: readonly number[]): void {
    for (const number of numbers) {
      if (this.#foundAt[number] === this.#row) continue
      this.#foundAt[number] = this.#row
      if (number < this.#all.length) this.#items.push(this.#all[number]!)
      else this.groups.push(number - this.#all.length)
    }
  }
}

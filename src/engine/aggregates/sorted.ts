// Numbers in order, equal ones as often as they came: one can be put in, taken out, or asked for by its place.

/** Numbers in one block. Moving so few costs less than to follow a tree. */
const most = 512

export class Sorted {
  /** Each in order, none empty, and none reaches into the next. */
  #blocks: number[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(value: number): void {
    const at = Math.min(this.#blockOf(value), this.#blocks.length - 1)
    const block = this.#blocks[at]
    this.#size++
    if (!block) {
      this.#blocks.push([value])
      return
    }
    block.splice(placeOf(value, block), 0, value)
    if (block.length > most) this.#blocks.splice(at + 1, 0, block.splice(most / 2))
  }

  /** One that was added. */
  remove(value: number): void {
    const at = this.#blockOf(value)
    const block = this.#blocks[at]!
    block.splice(placeOf(value, block), 1)
    this.#size--
    if (block.length === 0) this.#blocks.splice(at, 1)
  }

  /** The n-th smallest, from 0. */
  at(n: number): number | undefined {
    let left = n
    for (const block of this.#blocks) {
      if (left < block.length) return block[left]
      left -= block.length
    }
    return undefined
  }

  values(): readonly number[] {
    return this.#blocks.flat()
  }

  /** The first block whose last number is not less. */
  #blockOf(value: number): number {
    let [low, high] = [0, this.#blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#blocks[middle]!.at(-1)! < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Before the first that is not less. */
function placeOf(value: number, block: readonly number[]): number {
  let [low, high] = [0, block.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (block[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

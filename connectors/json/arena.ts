// The memory that the kernel works in. Parts of it are given out, and never taken back.

const pageBytes = 1 << 16

export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 4 })
  #bytes = Buffer.from(this.memory.buffer)
  // What is at 0 is nothing.
  #next = 64

  /** All of it. To be asked for anew after each `take`. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** Zeros, from a multiple of 16 on. The kernel may look at 16 bytes from each of them on. */
  take(bytes: number): number {
    const at = this.#next
    this.#next = (at + bytes + 31) & ~15
    const missing = this.#next - this.#bytes.length
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / pageBytes))
      this.#bytes = Buffer.from(this.memory.buffer)
    }
    return at
  }

  word(at: number): number {
    return this.#bytes.readInt32LE(at)
  }

  setWords(at: number, words: readonly number[]): void {
    for (const [index, word] of words.entries()) this.#bytes.writeInt32LE(word, at + 4 * index)
  }

  /** Good until the next `take`, like `numbers`. */
  words(at: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, count)
  }

  numbers(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count)
  }
}

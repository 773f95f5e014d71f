// Whole lines, where a kernel reads them: in the memory that it works in, each stretch in place of the one before.
import type { Arena } from './arena.ts'

export class LoadedLines {
  readonly #arena: Arena
  readonly #margin: number
  #room = 0
  /** Where they begin. */
  start = 0
  /** Where they end. */
  end = 0

  /** `margin`: how many bytes behind the last line the kernel may look at. */
  constructor(arena: Arena, margin = 0) {
    this.#arena = arena
    this.#margin = margin
  }

  load(bytes: Uint8Array): void {
    if (bytes.length > this.#room) {
      this.#room = bytes.length + (bytes.length >> 2)
      this.start = this.#arena.take(this.#room + this.#margin)
    }
    this.#arena.bytes.set(bytes, this.start)
    this.end = this.start + bytes.length
  }
}

// What a rule holds, weighed now and then, and how much it may hold → what is stalest is let go where that is too much. Weighed
// after so many changes, so that the same events always let the same go.
import type { Bounds, Counters } from './bounds.ts'
import { bytesOf, noSize, type Size } from './size.ts'

/** Of all rules together, as they were weighed last. */
export interface Total {
  bytes: number
  readonly most: number
}

/** What is weighed. */
export interface Weighed {
  /** Absent where it holds nothing. */
  size?(): Size
  /** Lets go of what is stalest. False where there is nothing that could go. */
  evict?(): boolean
}

/** So many changes are made before it is weighed again; a power of two. */
const changesBetween = 64

export class Room {
  readonly #weighed: Weighed
  readonly #most: number
  readonly #counters: Counters
  readonly #total: Total
  /** As it was weighed last. */
  #bytes = 0
  #changes = 0

  constructor(weighed: Weighed, { bytes }: Bounds, counters: Counters, total: Total) {
    this.#weighed = weighed
    this.#most = bytes
    this.#counters = counters
    this.#total = total
  }

  get bytes(): number {
    return bytesOf(this.#weighed.size?.() ?? noSize)
  }

  /** As it was weighed last. */
  get weight(): number {
    return this.#bytes
  }

  /** Whether nothing more may come that could be turned away. */
  isFull(): boolean {
    return this.bytes >= this.#most
  }

  /** Something was taken in. */
  changed(): void {
    this.#changes = (this.#changes + 1) & (changesBetween - 1)
    if (this.#changes === 0 && this.weigh() > this.#most) this.#makeRoom()
  }

  weigh(): number {
    const { bytes } = this
    this.#total.bytes += bytes - this.#bytes
    this.#bytes = bytes
    return bytes
  }

  /** The rule is gone. */
  leave(): void {
    this.#total.bytes -= this.#bytes
    this.#bytes = 0
  }

  /** Lets go of so many bytes at least, if there are that many. */
  giveUp(bytes: number): void {
    const enough = this.weigh() - bytes
    while (this.#bytes > enough && this.#evict());
  }

  save(): number {
    return this.#changes
  }

  /** What is weighed is as it was. */
  load(saved: number): void {
    this.#changes = saved
    this.weigh()
  }

  #makeRoom(): void {
    while (this.#bytes > this.#most && this.#evict());
  }

  #evict(): boolean {
    const { evictedKeys } = this.#counters
    if (!this.#weighed.evict?.()) return false
    this.#counters.evictedForMemory += this.#counters.evictedKeys - evictedKeys
    this.weigh()
    return true
  }
}

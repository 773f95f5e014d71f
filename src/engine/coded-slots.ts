// Keys, with the codes that their reader has for them → their slots, without looking keys up that were met under the same
// code before. A slot is only believed to be of a key that it still has.
import type { Column } from '../event/column.ts'
import type { Value } from '../event/value.ts'
import { widened } from '../event/widened.ts'
import { noSlot, type Slots } from './slots.ts'

const leastCodes = 64

/** Those beyond are looked up as if they had no code. */
const mostCodes = 2 ** 20

export class CodedSlots {
  readonly #slots: Slots
  /** Whose codes they are. */
  #values: readonly Value[] | null = null
  /** By code: the slot of the key that was met under it last, and one more. */
  #known = new Int32Array(leastCodes)
  #knows = false

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** The codes that come next are of that column. Nothing is remembered of one that is begun with once: most that have a place for each row alone are. */
  begin({ values }: Pick<Column, 'values'>): void {
    this.#knows = values === this.#values
    if (this.#knows) return
    this.#values = values
    this.#known.fill(0)
  }

  /** As `Slots.touch`. Of a key that has no code it is negative. */
  touch(key: string, code: number): number {
    if (!this.#knows || code < 0 || code >= mostCodes) return this.#slots.touch(key)
    const slot = code < this.#known.length ? this.#known[code]! - 1 : noSlot
    // A slot without a key has an empty one.
    if (slot !== noSlot && this.#slots.keyOf(slot) === key && key !== '') {
      this.#slots.touchAt(slot)
      return slot
    }
    const touched = this.#slots.touch(key)
    this.#remember(code, touched)
    return touched
  }

  #remember(code: number, slot: number): void {
    const known = this.#known
    if (code >= known.length) this.#known = widened(known, new Int32Array(2 ** Math.ceil(Math.log2(code + 1))))
    this.#known[code] = slot + 1
  }
}

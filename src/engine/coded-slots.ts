// Codes that a reader has for keys → the slots of those keys, without looking at keys that were met under the same code before.
// Of each slot is known under which code its key was met last: a slot is only believed to be of a code as long as that is so.
import type { Column } from '../event/column.ts'
import type { Value } from '../event/value.ts'
import { widened } from '../event/widened.ts'
import { noSlot, type Slots } from './slots.ts'

const leastRoom = 64

/** Those beyond are looked up as if they had no code. */
const mostCodes = 2 ** 20

const noCode = -1

export class CodedSlots {
  readonly #slots: Slots
  /** Whose codes they are. */
  #values: readonly Value[] | null = null
  /** By code: the slot of the key that was met under it last, and one more. */
  #slotOf = new Int32Array(leastRoom)
  /** By slot: the code under which its key was met last. */
  #codeOf = new Int32Array(leastRoom).fill(noCode)
  #knows = false

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** The codes that come next are of that column. Nothing is remembered of one that is begun with once: most that have a place for each row alone are. */
  begin({ values }: Pick<Column, 'values'>): void {
    this.#knows = values === this.#values
    if (this.#knows) return
    this.#values = values
    this.#slotOf.fill(0)
    this.#codeOf.fill(noCode)
  }

  /** None where it is not known. */
  slotAt(code: number): number {
    const slot = code >= 0 && code < this.#slotOf.length ? this.#slotOf[code]! - 1 : noSlot
    return slot !== noSlot && this.#codeOf[slot] === code ? slot : noSlot
  }

  /** As `Slots.touch`. Of a key that has no code it is negative. */
  touch(key: string, code: number): number {
    const slot = this.#slots.touch(key)
    if (this.#knows && code >= 0 && code < mostCodes) this.#remember(code, slot)
    return slot
  }

  /** Its key is gone. */
  forget(slot: number): void {
    if (slot < this.#codeOf.length) this.#codeOf[slot] = noCode
  }

  #remember(code: number, slot: number): void {
    if (code >= this.#slotOf.length) this.#slotOf = widened(this.#slotOf, new Int32Array(roomFor(code)))
    if (slot >= this.#codeOf.length) this.#codeOf = widened(this.#codeOf, new Int32Array(roomFor(slot)))
    this.#slotOf[code] = slot + 1
    this.#codeOf[slot] = code
  }
}

const roomFor = (last: number): number => 2 ** Math.ceil(Math.log2(last + 1))

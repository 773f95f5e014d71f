// Values, and how often each is there: most windows have one value or none, for which a table would be ten times too much.
import type { Scalar } from '../../event/value.ts'

export class Counts {
  /** Undefined where there is none. */
  #only: Scalar | undefined
  #times = 0
  /** In place of that from the second value on: the value that was longest not seen comes first. */
  #table: Map<Scalar, number> | null = null

  get size(): number {
    return this.#table?.size ?? (this.#times === 0 ? 0 : 1)
  }

  /** `moves`: to the end of the order. */
  add(value: Scalar, moves: boolean): void {
    if (this.#table === null && (this.#times === 0 || isSame(value, this.#only))) {
      // As in a table, which knows no -0.
      this.#only = value === 0 ? 0 : value
      this.#times++
      return
    }
    this.#table ??= new Map([[this.#only!, this.#times]])
    const times = this.#table.get(value) ?? 0
    if (moves) this.#table.delete(value)
    this.#table.set(value, times + 1)
  }

  /** One that was added. */
  remove(value: Scalar): void {
    if (this.#table === null) {
      if (--this.#times === 0) this.clear()
      return
    }
    const left = this.#table.get(value)! - 1
    if (left > 0) this.#table.set(value, left)
    else this.#table.delete(value)
    if (this.#table.size === 0) this.clear()
  }

  clear(): void {
    this.#table = null
    this.#only = undefined
    this.#times = 0
  }

  /** The one that was longest not seen first. */
  values(most = Infinity): readonly Scalar[] {
    if (this.#table !== null) return [...this.#table.keys().take(most)]
    return this.#times === 0 ? [] : [this.#only!]
  }
}

/** As a table tells keys apart. */
const isSame = (one: Scalar, other: Scalar | undefined): boolean =>
  one === other || (Number.isNaN(one) && Number.isNaN(other))

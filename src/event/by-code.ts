// What follows from a value alone → by the code that its reader has for it, so that it is found out once for a value that comes
// again and again.
import type { Column } from './column.ts'
import type { Value } from './value.ts'

/** Those beyond are not remembered. */
const mostCodes = 2 ** 16

export class ByCode<Known> {
  readonly #find: (value: Value) => Known
  /** Whose codes they are. */
  #values: readonly Value[] | null = null
  /** By code; undefined where it was not asked yet. */
  #known: (Known | undefined)[] = []
  /** Of the batch in which they were met first, of which nothing is remembered: most columns that have a place for each row alone are met once. */
  #codes: Int32Array | null = null

  /** `find` says nothing else of the same value some other time. */
  constructor(find: (value: Value) => Known) {
    this.#find = find
  }

  of(column: Column, row: number): Known {
    const { codes, values } = column
    const code = codes[row]!
    if (values === this.#values && code >= 0 && code < this.#known.length) {
      const known = this.#known[code]
      if (known !== undefined) return known
    }
    return this.#ask(column, code, row)
  }

  #ask(column: Column, code: number, row: number): Known {
    const found = this.#find(column.at(row))
    if (column.values !== this.#values) {
      this.#values = column.values
      this.#known = []
      this.#codes = column.codes
    } else if (column.codes !== this.#codes && code >= 0 && code < mostCodes) this.#remember(code, found)
    return found
  }

  #remember(code: number, found: Known): void {
    while (this.#known.length <= code) this.#known.push(undefined)
    this.#known[code] = found
  }
}

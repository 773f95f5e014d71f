// One row of a batch, read by short names of its fields.
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { Value } from '../event/value.ts'

/** Where the fields of these names lie in a batch. */
export type Slots<Name extends string> = Readonly<Record<Name, number>>

export const slotsOf = <Name extends string>(names: Readonly<Record<Name, string>>, layout: Layout): Slots<Name> =>
  Object.fromEntries(
    Object.entries<string>(names).map(([name, field]) => [name, layout.slot(field)]),
  ) as unknown as Slots<Name>

export class Row<Name extends string> {
  readonly #batch: Batch
  readonly #row: number
  readonly #slots: Slots<Name>

  constructor(batch: Batch, row: number, slots: Slots<Name>) {
    this.#batch = batch
    this.#row = row
    this.#slots = slots
  }

  get categories(): number {
    return this.#batch.categories[this.#row]!
  }

  /** Microseconds since the epoch. */
  get us(): number {
    return this.#batch.times[this.#row]!
  }

  get(field: Name): Value {
    return this.#batch.get(this.#row, this.#slots[field])
  }

  text(field: Name): string | null {
    const value = this.get(field)
    return typeof value === 'string' ? value : null
  }

  /** 0 where it is not known. */
  number(field: Name): number {
    const value = this.get(field)
    return typeof value === 'number' ? value : 0
  }
}

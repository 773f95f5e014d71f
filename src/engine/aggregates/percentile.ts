// percentile(x, p) and median(x): exact. Between two values it lies on the line that joins them, as in SQL's
// PERCENTILE_CONT and in spreadsheets; the median of an even number is the mean of the two in the middle.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'
import { Sorted } from './sorted.ts'
import { isNumber } from './sum.ts'

export class Percentile implements Accumulator {
  readonly #share: number
  readonly #values = new Sorted()

  /** `percent` from 0, the least value, to 100, the greatest. */
  constructor(percent: number) {
    this.#share = percent / 100
  }

  get held(): number {
    return this.#values.size
  }

  add(value: Value): void {
    // Of the two zeros one would be found for the other.
    if (isNumber(value)) this.#values.add(value + 0)
  }

  remove(value: Value): void {
    if (isNumber(value)) this.#values.remove(value + 0)
  }

  read(): number | null {
    if (this.#values.size === 0) return null
    const place = this.#share * (this.#values.size - 1)
    const before = Math.floor(place)
    const low = this.#values.at(before)!
    const high = this.#values.at(before + 1) ?? low
    return low + (place - before) * (high - low)
  }

  save(): readonly number[] {
    return this.#values.values()
  }

  load(saved: unknown): void {
    for (const value of saved as readonly number[]) this.#values.add(value)
  }
}

// sum(x) and avg(x): exact, as a recount in order of arrival would give.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'

export class Sum implements Accumulator {
  readonly #mean: boolean
  /** The values still inside; kept only once one of them was no integer, since taking floats away is not exact. */
  #fractions: number[] | null = null
  #first = 0
  #integers: number[] = []
  #sum = 0
  #n = 0

  constructor(mean: boolean) {
    this.#mean = mean
  }

  add(value: Value): void {
    if (typeof value !== 'number') return
    this.#n++
    if (this.#fractions) this.#fractions.push(value)
    else if (Number.isSafeInteger(value) && Number.isSafeInteger(this.#sum + value)) {
      this.#sum += value
      this.#integers.push(value)
    } else {
      this.#fractions = [...this.#integers.slice(this.#first), value]
      this.#first = 0
      this.#integers = []
    }
  }

  remove(value: Value): void {
    if (typeof value !== 'number') return
    this.#n--
    if (!this.#fractions) this.#sum -= value
    this.#first++
    if (this.#n === 0) this.#clear()
    else if (this.#first > 1024 && this.#first * 2 > (this.#fractions ?? this.#integers).length) this.#compact()
  }

  /** Null where there was no value: the sum of nothing is unknown, as in SQL and ES|QL. */
  read(): number | null {
    if (this.#n === 0) return null
    const sum = this.#fractions ? this.#recount(this.#fractions) : this.#sum
    return this.#mean ? sum / this.#n : sum
  }

  #recount(values: readonly number[]): number {
    let sum = 0
    for (let i = this.#first; i < values.length; i++) sum += values[i]!
    return sum
  }

  #compact(): void {
    if (this.#fractions) this.#fractions = this.#fractions.slice(this.#first)
    else this.#integers = this.#integers.slice(this.#first)
    this.#first = 0
  }

  #clear(): void {
    this.#fractions = null
    this.#integers = []
    this.#first = 0
    this.#sum = 0
  }
}

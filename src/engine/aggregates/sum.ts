// sum(x) and avg(x): exact and rounded once, whatever the order in which the values came; constant cost an event.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'
import { ExactSum, type SavedSum } from './exact.ts'

export class Sum implements Accumulator {
  readonly held = 0
  readonly #mean: boolean
  readonly #sum = new ExactSum()
  #n = 0

  constructor(mean: boolean) {
    this.#mean = mean
  }

  add(value: Value): void {
    if (!isNumber(value)) return
    this.#n++
    this.#sum.add(value)
  }

  remove(value: Value): void {
    if (!isNumber(value)) return
    this.#n--
    this.#sum.add(value, -1)
  }

  /** Null where there was no value: the sum of nothing is unknown, as in SQL and ES|QL. */
  read(): number | null {
    if (this.#n === 0) return null
    return this.#mean ? this.#sum.value / this.#n : this.#sum.value
  }

  save(): unknown {
    return [this.#n, this.#sum.save()]
  }

  load(saved: unknown): void {
    const [n, sum] = saved as readonly [number, SavedSum]
    this.#n = n
    this.#sum.load(sum)
  }
}

/** Arithmetic in a rule can leave the range of numbers: what is none has no part in a sum. */
export const isNumber = (value: Value): value is number => typeof value === 'number' && Number.isFinite(value)

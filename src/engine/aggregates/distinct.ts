// count_distinct(x) and values(x): exact, constant cost an event. Elements of an array count each for itself.
import type { Scalar, Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'

/** As many values as an incident can usefully show. */
const shown = 100

export class Distinct implements Accumulator {
  readonly #list: boolean
  readonly #counts = new Map<Scalar, number>()

  constructor(list: boolean) {
    this.#list = list
  }

  add(value: Value): void {
    for (const one of elements(value)) this.#counts.set(one, (this.#counts.get(one) ?? 0) + 1)
  }

  remove(value: Value): void {
    for (const one of elements(value)) {
      const left = this.#counts.get(one)! - 1
      if (left === 0) this.#counts.delete(one)
      else this.#counts.set(one, left)
    }
  }

  read(): Value {
    return this.#list ? [...this.#counts.keys().take(shown)] : this.#counts.size
  }
}

const elements = (value: Value): readonly Scalar[] => {
  if (value === null) return []
  return typeof value === 'object' ? value : [value]
}

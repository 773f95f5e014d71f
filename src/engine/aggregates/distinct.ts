// count_distinct(x) and values(x): exact, constant cost an event. Elements of an array count each for itself.
import type { Scalar, Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'

/** As many values as an incident can usefully show. */
const shown = 100

export class Distinct implements Accumulator {
  readonly #list: boolean
  /** The value that was longest not seen comes first. */
  readonly #counts = new Map<Scalar, number>()

  constructor(list: boolean) {
    this.#list = list
  }

  get held(): number {
    return this.#counts.size
  }

  add(value: Value): void {
    for (const one of elements(value)) {
      const count = this.#counts.get(one) ?? 0
      if (this.#list) this.#counts.delete(one)
      this.#counts.set(one, count + 1)
    }
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

  /** How often each came matters only where it can leave again. */
  save(): readonly Scalar[] {
    return [...this.#counts.keys()]
  }

  load(saved: unknown): void {
    this.add(saved as readonly Scalar[])
  }
}

const elements = (value: Value): readonly Scalar[] => {
  if (value === null) return []
  return typeof value === 'object' ? value : [value]
}

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
    if (value === null) return
    if (typeof value === 'object') for (const one of value) this.#addOne(one)
    else this.#addOne(value)
  }

  remove(value: Value): void {
    if (value === null) return
    if (typeof value === 'object') for (const one of value) this.#removeOne(one)
    else this.#removeOne(value)
  }

  read(): Value {
    return this.#list ? [...this.#counts.keys().take(shown)] : this.#counts.size
  }

  #addOne(value: Scalar): void {
    const count = this.#counts.get(value) ?? 0
    if (this.#list) this.#counts.delete(value)
    this.#counts.set(value, count + 1)
  }

  #removeOne(value: Scalar): void {
    const left = this.#counts.get(value)! - 1
    if (left === 0) this.#counts.delete(value)
    else this.#counts.set(value, left)
  }

  /** How often each came matters only where it can leave again. */
  save(): readonly Scalar[] {
    return [...this.#counts.keys()]
  }

  load(saved: unknown): void {
    this.add(saved as readonly Scalar[])
  }
}

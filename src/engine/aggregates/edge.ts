// first(x) and last(x): the oldest and the newest value in the window.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'

export class Edge implements Accumulator {
  readonly #which: 'first' | 'last'
  #values: { readonly value: Value; readonly ordinal: number }[] = []
  #first = 0

  constructor(which: 'first' | 'last') {
    this.#which = which
  }

  add(value: Value, ordinal: number): void {
    if (value === null) return
    if (this.#which === 'last') this.#values = [{ value, ordinal }]
    else this.#values.push({ value, ordinal })
  }

  remove(_value: Value, ordinal: number): void {
    if (this.#values[this.#first]?.ordinal !== ordinal) return
    this.#first++
    if (this.#first * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#first)
      this.#first = 0
    }
  }

  read(): Value {
    return this.#values[this.#first]?.value ?? null
  }
}

// min(x) and max(x) by a monotonic queue: amortised constant time for each event, whatever the window.
import type { Scalar, Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'

export class Extreme implements Accumulator {
  readonly #wins: (a: Scalar, b: Scalar) => boolean
  #queue: { readonly value: Scalar; readonly ordinal: number }[] = []
  #first = 0

  constructor(which: 'min' | 'max') {
    this.#wins = which === 'min' ? (a, b) => a <= b : (a, b) => a >= b
  }

  add(value: Value, ordinal: number): void {
    if (value === null || typeof value === 'object') return
    while (this.#queue.length > this.#first && this.#wins(value, this.#queue.at(-1)!.value)) this.#queue.pop()
    this.#queue.push({ value, ordinal })
  }

  remove(_value: Value, ordinal: number): void {
    if (this.#queue[this.#first]?.ordinal !== ordinal) return
    this.#first++
    if (this.#first * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first)
      this.#first = 0
    }
  }

  read(): Value {
    return this.#queue[this.#first]?.value ?? null
  }
}

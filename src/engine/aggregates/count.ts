// count() and count(x): how many events, or how many that have a value.
import type { Accumulator } from './accumulator.ts'

export class Count implements Accumulator {
  readonly held = 0
  #n = 0

  add(): void {
    this.#n++
  }

  remove(): void {
    this.#n--
  }

  read(): number {
    return this.#n
  }

  save(): number {
    return this.#n
  }

  load(saved: unknown): void {
    this.#n = saved as number
  }
}

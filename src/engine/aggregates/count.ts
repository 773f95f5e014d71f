// count(): how many events; count(x): how many that have x.
import type { Accumulator } from './accumulator.ts'

export class Count implements Accumulator {
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
}

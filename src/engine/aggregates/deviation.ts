// stddev(x): the standard deviation of the population, as ES|QL's STD_DEV; constant cost an event.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'
import { type SavedSpread, Spread } from './spread.ts'
import { isNumber } from './sum.ts'

export class Deviation implements Accumulator {
  readonly held = 0
  readonly #spread = new Spread()

  add(value: Value): void {
    if (isNumber(value)) this.#spread.add(value)
  }

  remove(value: Value): void {
    if (isNumber(value)) this.#spread.add(value, -1)
  }

  read(): number | null {
    return this.#spread.deviation()
  }

  save(): SavedSpread {
    return this.#spread.save()
  }

  load(saved: unknown): void {
    this.#spread.load(saved as SavedSpread)
  }
}

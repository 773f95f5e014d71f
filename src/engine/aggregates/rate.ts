// rate() and rate(x): events, or what they sum up to, for each second that the window lasted.
import type { Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'
import { Sum } from './sum.ts'

const secondUs = 1_000_000

export class Rate implements Accumulator {
  readonly held = 0
  readonly #sum = new Sum(false)

  /** Without an argument every event comes as `true`, and counts one. */
  add(value: Value): void {
    this.#sum.add(value === true ? 1 : value)
  }

  remove(value: Value): void {
    this.#sum.remove(value === true ? 1 : value)
  }

  /** Null of a window that has lasted no time at all. */
  read(lastedUs: number): number | null {
    return lastedUs > 0 ? ((this.#sum.read() ?? 0) * secondUs) / lastedUs : null
  }

  save(): unknown {
    return this.#sum.save()
  }

  load(saved: unknown): void {
    this.#sum.load(saved)
  }
}

// How many documents a rule's windows may keep. Beyond its bounds events are only counted.
import type { Bounds, Counters } from './bounds.ts'
import type { HeldEvent } from './held.ts'

export class Evidence {
  /** Of one key only the newest so many stay. */
  readonly perKey: number
  /** What comes into a window of fewer is not among its newest any more by the time that it has enough to be shown. */
  readonly #shownFrom: number
  readonly #bound: number
  readonly #counters: Pick<Counters, 'unshown'>
  #kept = 0

  /** `leastRows`: of a window that is shown. */
  constructor({ evidence, evidencePerKey }: Bounds, counters: Pick<Counters, 'unshown'>, leastRows = 0) {
    this.#counters = counters
    this.#bound = evidence
    this.perKey = evidencePerKey
    this.#shownFrom = Math.max(0, leastRows - evidencePerKey)
  }

  get kept(): number {
    return this.#kept
  }

  /** Whether what comes into a window of so many may ever be shown. */
  isShown(size: number): boolean {
    return size >= this.#shownFrom
  }

  /** Of events, or of rows of batches: whether one more may be kept. */
  take(): boolean {
    if (this.#kept >= this.#bound) {
      this.#counters.unshown++
      return false
    }
    this.#kept++
    return true
  }

  letGo(): void {
    this.#kept--
  }

  /** The event, or null where no more may be kept. */
  keep(event: HeldEvent | null): HeldEvent | null {
    if (event === null || !this.take()) return null
    event.keep()
    return event
  }

  /** One that was kept; null where none was. */
  release(event: HeldEvent | null): void {
    if (event === null) return
    event.drop()
    this.letGo()
  }
}

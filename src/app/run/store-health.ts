// How the store fared → whether events can be taken now, and the lines in the log that say when that changed.
import type { Log } from './log.ts'

/** A failing store is tried every second: silent for longer than this, it does not fail any more. */
const recentMs = 3000

/** A failure that goes on is told again after so long, not at every attempt. */
const againMs = 60_000

interface Failing {
  readonly toldMs: number
  readonly lastMs: number
}

export class StoreHealth {
  readonly #log: Log
  readonly #now: () => number
  readonly #what: string
  #failing: Failing | null = null

  /** `now`: milliseconds that never go back. */
  constructor(log: Log, now: () => number, what = 'The store') {
    this.#log = log
    this.#what = what
    this.#now = now
  }

  failed(error: unknown): void {
    const nowMs = this.#now()
    const isTold = this.#failing !== null && nowMs - this.#failing.toldMs < againMs
    if (!isTold) this.#log.error(`${this.#what} failed; trying again.`, { error })
    this.#failing = { toldMs: isTold ? this.#failing!.toldMs : nowMs, lastMs: nowMs }
  }

  worked(): void {
    if (this.#failing !== null) this.#log.info(`${this.#what} works again.`)
    this.#failing = null
  }

  isFailing(): boolean {
    return this.#failing !== null && this.#now() - this.#failing.lastMs < recentMs
  }
}

// What all connections of a watcher share: the time and order of events, what is sampled, where lines go, what went wrong.
import type { When } from './lines.ts'
import type { Settings } from './options.ts'
import { isSampled, Rate, type Used } from './sampling.ts'

/** Where lines go. */
export interface Outlet {
  add(text: string, rest?: Uint8Array): void
  /** How many were lost on their way. */
  readonly dropped: number
  /** Lines are taken, and not as fast as they come. */
  readonly isBehind: boolean
}

export class Recorder {
  readonly settings: Settings
  readonly #rate: Rate
  readonly #outlet: Outlet
  #sequence = 0
  #ms = 0
  #at = ''
  #isOver = false
  #isFull = false
  errors = 0

  constructor(settings: Settings, outlet: Outlet) {
    this.settings = settings
    this.#rate = new Rate(settings.messagesPerSecond)
    this.#outlet = outlet
  }

  get skipped(): number {
    return this.#rate.skipped
  }

  /** Runs what watches the application, which must never feel that it fails. */
  readonly guard = (watch: () => void): void => {
    try {
      watch()
    } catch {
      this.errors++
    }
  }

  /** Now, and the next place in the order. Time that is set back stands still, so that the order holds. */
  when(): When {
    const ms = Date.now()
    if (ms > this.#ms) {
      this.#ms = ms
      this.#at = new Date(ms).toISOString()
    }
    return { at: this.#at, sequence: this.#sequence++ }
  }

  samples(connection: string): boolean {
    return isSampled(connection, this.settings.sample)
  }

  /** Asked for every message: once the second is used up, not even the clock is looked at until the next. */
  hasRoom(used: Used): boolean {
    if (this.#isOver) return false
    // What would be dropped later is not even read.
    if (this.#isFull || this.#outlet.isBehind) {
      this.#rate.skipped++
      return false
    }
    const nowMs = Date.now()
    const isTaken = this.#rate.take(used, nowMs)
    if (this.#rate.isUsedUp) this.#waitForNextSecond(nowMs)
    return isTaken
  }

  #waitForNextSecond(nowMs: number): void {
    this.#isFull = true
    const timer = setTimeout(
      () => {
        this.#isFull = false
      },
      1000 - (nowMs % 1000),
    )
    timer.unref()
  }

  /** `rest`: how the line goes on after the text. */
  put(text: string, rest?: Uint8Array): void {
    if (!this.#isOver) this.#outlet.add(text, rest)
  }

  /** All events so far that nobody will see. */
  lost(): number {
    return this.#outlet.dropped + this.skipped
  }

  /** Nothing is recorded any more. */
  end(): void {
    this.#isOver = true
  }
}

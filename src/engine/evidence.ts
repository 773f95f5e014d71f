// How many documents a rule's windows may keep. Beyond its bounds events are only counted.
import type { Bounds } from './bounds.ts'
import type { HeldEvent } from './held.ts'
import type { Entry, Window } from './window.ts'

export class Evidence {
  readonly #bounds: Bounds
  #kept = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** The event, or null where no more may be kept. */
  keep(event: HeldEvent): HeldEvent | null {
    if (this.#kept >= this.#bounds.evidence) return null
    this.#kept++
    event.keep()
    return event
  }

  /** Called after an event was added: of one key only the newest stay. */
  trim(window: Window): void {
    const old = window.fromEnd(this.#bounds.evidencePerKey)
    if (old) this.drop(old)
  }

  drop(entry: Entry): void {
    if (!entry.event) return
    entry.event.drop()
    entry.event = null
    this.#kept--
  }

  dropAll(window: Window): void {
    window.eachNewest(this.#bounds.evidencePerKey, (entry) => this.drop(entry))
  }

  /** After a snapshot was read: what is in it counts. */
  count(window: Window): void {
    window.eachNewest(this.#bounds.evidencePerKey, (entry) => {
      entry.event = entry.event && this.keep(entry.event)
    })
  }
}

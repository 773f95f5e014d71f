// The newest events of one window, as evidence: as rows of the batches that they came in, round and round by ordinal.
import type { Evidence } from './evidence.ts'
import { HeldEvent } from './held.ts'
import type { HeldRows } from './held-rows.ts'

export class Newest {
  readonly #evidence: Evidence
  /** A row is of these, or it is an event of no batch; null where newer ones may not be kept. */
  readonly #held: (HeldRows | HeldEvent | null)[] = []
  readonly #rows: number[] = []

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  /** How many are kept at most. */
  get room(): number {
    return this.#evidence.perKey
  }

  /** Takes the place of the one that is no longer among the newest. */
  put(ordinal: number, event: HeldEvent | null): void {
    if (this.room === 0) return
    const place = ordinal % this.room
    if (place < this.#held.length) this.#release(place)
    if (event === null || !this.#evidence.take()) {
      this.#held[place] = null
      this.#rows[place] = -1
      return
    }
    this.#rows[place] = event.row
    this.#held[place] = event.rows ?? event
    if (event.rows) event.rows.hold(event.row)
    else event.keep()
  }

  /** Null where it was not kept. Asked only of the newest. */
  at(ordinal: number): HeldEvent | null {
    if (this.room === 0) return null
    const place = ordinal % this.room
    const held = this.#held[place] ?? null
    return held === null || held instanceof HeldEvent ? held : HeldEvent.again(held, this.#rows[place]!)
  }

  release(ordinal: number): void {
    this.#release(ordinal % this.room)
  }

  releaseAll(): void {
    for (let place = 0; place < this.#held.length; place++) this.#release(place)
  }

  #release(place: number): void {
    const held = this.#held[place] ?? null
    if (held === null) return
    if (held instanceof HeldEvent) held.drop()
    else held.letGo(this.#rows[place]!)
    this.#held[place] = null
    this.#evidence.letGo()
  }
}

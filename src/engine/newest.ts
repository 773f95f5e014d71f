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
    if (event?.rows) {
      this.putRow(ordinal, event.rows, event.row)
      return
    }
    if (this.room === 0) return
    const isKept = this.#makeRoom(ordinal % this.room, event !== null)
    this.#held[ordinal % this.room] = isKept ? event : null
    if (isKept) event!.keep()
  }

  putRow(ordinal: number, rows: HeldRows, row: number): void {
    if (this.room === 0) return
    const place = ordinal % this.room
    const isKept = this.#makeRoom(place, true)
    this.#held[place] = isKept ? rows : null
    this.#rows[place] = row
    if (isKept) rows.hold(row)
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

  #makeRoom(place: number, isWanted: boolean): boolean {
    if (place < this.#held.length) this.#release(place)
    else this.#rows[place] = -1
    return isWanted && this.#evidence.take()
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

// The rows of a batch that outlast it, in their order → where they stood, and what they came from.
import type { Batch, Origin } from '../event/batch.ts'
import type { Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'

export class Left {
  readonly #rows: number[] = []
  readonly #us: number[] = []
  readonly #nanos: number[] = []
  readonly #sequences: number[] = []
  readonly #origins: (Origin | null)[] = []
  #size = 0

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Rows are added in their order. */
  add(batch: Batch, row: number): void {
    this.#rows.push(row)
    this.#us.push(batch.times[row]!)
    this.#nanos.push(batch.nanos[row]!)
    this.#sequences.push(batch.sequences[row]!)
    this.#origins.push(compact(batch.origin(row)))
    this.#size++
  }

  position(row: number): Position {
    const place = this.#placeOf(row)
    return { us: this.#us[place]!, nanos: this.#nanos[place]!, sequence: this.#sequences[place]! }
  }

  origin(row: number): Origin {
    return this.#origins[this.#placeOf(row)]!
  }

  /** True where that was the last. */
  drop(row: number): boolean {
    this.#origins[this.#placeOf(row)] = null
    return --this.#size === 0
  }

  #placeOf(row: number): number {
    let [low, high] = [0, this.#rows.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#rows[middle]! < row) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The same, holding on to nothing that may be much larger. */
function compact(origin: Origin): Origin {
  if (origin.isCompact) return origin
  const [id, document]: [string, EventDocument] = [origin.id(), origin.document()]
  return { isCompact: true, id: () => id, document: () => document }
}

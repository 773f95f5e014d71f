// The rows of a batch that outlast it, in their order → where they stood, and what they came from.
import { type Batch, isMade, type Origin, type Origins } from '../event/batch.ts'
import type { Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'

export class Left {
  readonly #rows: number[] = []
  readonly #us: number[] = []
  readonly #nanos: number[] = []
  readonly #sequences: number[] = []
  /** Or who gives it; null where nobody holds the row any more. */
  readonly #origins: (Origin | Origins | null)[] = []
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
    const origin = batch.originOrGiver(row)
    this.#origins.push(isMade(origin) ? compact(origin) : origin)
    this.#size++
  }

  position(row: number): Position {
    const place = this.#placeOf(row)
    return { us: this.#us[place]!, nanos: this.#nanos[place]!, sequence: this.#sequences[place]! }
  }

  origin(row: number): Origin {
    return this.#originAt(this.#placeOf(row))
  }

  /** Holds on to nothing any more that more than these rows came from. */
  settle(): void {
    for (let place = 0; place < this.#origins.length; place++) if (this.#origins[place] !== null) this.#originAt(place)
  }

  /** True where that was the last. */
  drop(row: number): boolean {
    this.#origins[this.#placeOf(row)] = null
    return --this.#size === 0
  }

  #originAt(place: number): Origin {
    const known = this.#origins[place]!
    if (isMade(known)) return known
    const origin = compact(known.of(this.#rows[place]!))
    this.#origins[place] = origin
    return origin
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

// The rows of a batch that outlast it, in their order → where they stood, and what they came from.
import { type Batch, isMade, type Origin, type Origins } from '../event/batch.ts'
import { PackedNames, PackedOrigin } from '../event/packed.ts'
import type { Position } from '../event/position.ts'
import { placeOf } from './place-of.ts'

export class Left {
  readonly #rows: number[] = []
  readonly #us: number[] = []
  readonly #nanos: number[] = []
  readonly #sequences: number[] = []
  /** How many hold on to the row. */
  readonly #holders: number[] = []
  /** Or who gives it; null where nobody holds the row any more. */
  readonly #origins: (Origin | Origins | null)[] = []
  readonly #names = new PackedNames()
  #size = 0

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Rows are added in their order. `holders`: how many hold on to it. */
  add(batch: Batch, row: number, holders: number): void {
    this.#rows.push(row)
    this.#holders.push(holders)
    this.#us.push(batch.times[row]!)
    this.#nanos.push(batch.nanos[row]!)
    this.#sequences.push(batch.sequences[row]!)
    const origin = batch.originOrGiver(row)
    this.#origins.push(isMade(origin) ? this.#compact(origin) : origin)
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

  /** One that somebody holds has another holder. */
  hold(row: number): void {
    this.#holders[this.#placeOf(row)]!++
  }

  /** True where nobody holds any of them any more. */
  letGo(row: number): boolean {
    const place = this.#placeOf(row)
    if (--this.#holders[place]! > 0) return false
    this.#origins[place] = null
    return --this.#size === 0
  }

  #originAt(place: number): Origin {
    const known = this.#origins[place]!
    if (isMade(known)) return known
    const origin = this.#compact(known.of(this.#rows[place]!))
    this.#origins[place] = origin
    return origin
  }

  /** The same, holding on to nothing that may be much larger. */
  #compact(origin: Origin): Origin {
    return origin.isCompact ? origin : new PackedOrigin(origin, this.#names)
  }

  #placeOf(row: number): number {
    return placeOf(row, this.#rows)
  }
}

// An event that a rule holds on to: its place in the total order, and its document once the batch is gone.
import type { Batch } from '../event/batch.ts'
import { comparePosition, type Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'

export type SavedEvent = readonly [
  us: number,
  nanos: number,
  sequence: number,
  id: string,
  document: EventDocument | null,
]

export class HeldEvent implements Position {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
  #id: string | null
  #document: EventDocument | null
  #batch: Batch | null = null
  /** Of the batch that it came in; meaningful while that lasts. */
  row = -1
  /** Whether it changed the state of a rule, or waits to. */
  touched = false
  /** Whether some state holds it beyond its batch. */
  isKept = false

  constructor(us: number, nanos: number, sequence: number, id: string | null, document: EventDocument | null) {
    this.us = us
    this.nanos = nanos
    this.sequence = sequence
    this.#id = id
    this.#document = document
  }

  static of(batch: Batch, row: number): HeldEvent {
    const held = new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, null, null)
    held.#batch = batch
    held.row = row
    return held
  }

  static load(saved: SavedEvent): HeldEvent {
    return new HeldEvent(...saved)
  }

  /** `event.id`. */
  get id(): string {
    this.#id ??= this.#batch === null ? '' : this.#batch.origins[this.row]!.id()
    return this.#id
  }

  /** The whole event; null where it was let go. */
  get document(): EventDocument | null {
    if (this.#document === null && this.#batch !== null) this.#document = this.#batch.origins[this.row]!.document()
    return this.#document
  }

  /** State holds on to it: its document will be wanted when the batch is gone. */
  keep(): this {
    this.isKept = true
    return this
  }

  /** The batch ends: keep id and document, let go of the batch. */
  settle(): void {
    if (this.#batch === null) return
    void this.id
    void this.document
    this.#batch = null
  }

  /** Nobody will ask for the document again. */
  release(): void {
    this.#batch = null
    this.#document = null
  }

  save(): SavedEvent {
    return [this.us, this.nanos, this.sequence, this.id, this.document]
  }
}

/** The total order: time, sequence, id. */
export const compareEvents = (a: HeldEvent, b: HeldEvent): number =>
  comparePosition(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Whether `later` comes at most `spanUs` after `earlier`: inclusive, to the nanosecond. */
export function within(earlier: Position, later: Position, spanUs: number): boolean {
  const us = later.us - earlier.us
  return us < spanUs || (us === spanUs && later.nanos <= earlier.nanos)
}

// An event that a rule holds on to: its place in the total order, and its document once the batch is gone.
import type { Batch, Origin } from '../event/batch.ts'
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
  /** Of the batch that it came in; meaningful while that lasts. */
  row = -1
  /** Whether it changed the state of a rule, or waits to. */
  touched = false
  /** Whether some state holds on to it. */
  isKept = false
  #id: string | null
  #document: EventDocument | null
  /** Where id and document are had from, until they are had. */
  #origin: Origin | null = null

  constructor(us: number, nanos: number, sequence: number, id: string | null, document: EventDocument | null) {
    this.us = us
    this.nanos = nanos
    this.sequence = sequence
    this.#id = id
    this.#document = document
  }

  static of(batch: Batch, row: number): HeldEvent {
    const held = new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, null, null)
    held.#origin = batch.origins[row]!
    held.row = row
    return held
  }

  static load(saved: SavedEvent): HeldEvent {
    return new HeldEvent(...saved)
  }

  /** `event.id`. */
  get id(): string {
    this.#id ??= this.#origin?.id() ?? ''
    return this.#id
  }

  /** The whole event; null where it was let go. */
  get document(): EventDocument | null {
    this.#document ??= this.#origin?.document() ?? null
    return this.#document
  }

  /** State holds on to it: its document will be wanted later. */
  keep(): this {
    this.isKept = true
    return this
  }

  /** It stays for long: what it came from, which may be much larger, is let go. */
  settle(): void {
    if (this.#origin === null) return
    void this.id
    void this.document
    this.#origin = null
  }

  /** Nobody will ask for the document again. */
  release(): void {
    this.#origin = null
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

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
  /** Whether it changed the state of its rule. */
  touched = false
  /** How many pieces of state hold on to it. */
  #holders = 0
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
    held.#origin = batch.origin(row)
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

  /** The whole event; null where a snapshot did not have it. */
  get document(): EventDocument | null {
    this.#document ??= this.#origin?.document() ?? null
    return this.#document
  }

  get isKept(): boolean {
    return this.#holders > 0
  }

  /** State holds on to it: its document will be wanted later. True for the first holder. */
  keep(): boolean {
    return ++this.#holders === 1
  }

  /** A holder lets go. True for the last. */
  drop(): boolean {
    return --this.#holders === 0
  }

  /** It stays after its batch: what it came from is let go where that may be much larger. */
  settle(): void {
    if (this.#origin === null || this.#origin.isCompact) return
    void this.id
    void this.document
    this.#origin = null
  }

  save(): SavedEvent {
    return [this.us, this.nanos, this.sequence, this.id, this.document]
  }
}

/** The total order: time, sequence, id. */
export const compareEvents = (a: HeldEvent, b: HeldEvent): number =>
  comparePosition(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export type Time = Pick<Position, 'us' | 'nanos'>

/** The time alone, without what else has one. */
export const timeOf = ({ us, nanos }: Time): Time => ({ us, nanos })

export const compareTime = (a: Time, b: Time): number => a.us - b.us || a.nanos - b.nanos

/** Whether `later` comes at most `spanUs` after `earlier`: inclusive, to the nanosecond. */
export function within(earlier: Time, later: Time, spanUs: number): boolean {
  const us = later.us - earlier.us
  return us < spanUs || (us === spanUs && later.nanos <= earlier.nanos)
}

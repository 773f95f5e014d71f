// An event that a rule holds on to: its place in the total order, and the way to its document.
import { Batch, type Origin } from '../event/batch.ts'
import { comparePosition, type Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'

export type SavedEvent = readonly [
  us: number,
  nanos: number,
  sequence: number,
  id: string,
  document: EventDocument | null,
]

/** What is known of an event that no batch holds any more. */
class Known implements Origin {
  readonly isCompact = true
  readonly #id: string
  readonly #document: EventDocument | null

  constructor(id: string, document: EventDocument | null) {
    this.#id = id
    this.#document = document
  }

  id(): string {
    return this.#id
  }

  document(): EventDocument {
    return this.#document!
  }
}

export class HeldEvent implements Position {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
  /** Of the batch that it came in; meaningful while that lasts. */
  row: number
  /** Whether it changed the state of its rule. */
  touched = false
  /** Whether it waits for the watermark. */
  waits = false
  /** How many pieces of state hold on to it. */
  #holders = 0
  /** Its batch, as long as nobody asked for more. */
  #from: Batch | Origin

  constructor(us: number, nanos: number, sequence: number, from: Batch | Origin, row: number) {
    this.us = us
    this.nanos = nanos
    this.sequence = sequence
    this.#from = from
    this.row = row
  }

  static of(batch: Batch, row: number): HeldEvent {
    return new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, batch, row)
  }

  /** One that follows from others: no row of a source. */
  static derived(batch: Batch, row: number): HeldEvent {
    return new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, batch.origin(row), -1)
  }

  static load([us, nanos, sequence, id, document]: SavedEvent): HeldEvent {
    return new HeldEvent(us, nanos, sequence, new Known(id, document), -1)
  }

  /** `event.id`. */
  get id(): string {
    return this.#origin.id()
  }

  /** The whole event; null where a snapshot did not have it. */
  get document(): EventDocument | null {
    const origin = this.#origin
    if (origin instanceof Known) return origin.document()
    const document = origin.document()
    this.#from = new Known(origin.id(), document)
    return document
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

  /** Where it stays much longer than its batch, the batch is let go, and whatever else may be much larger than itself. */
  settle(): void {
    if ((this.waits || this.isKept) && !this.#origin.isCompact) void this.document
  }

  save(): SavedEvent {
    return [this.us, this.nanos, this.sequence, this.id, this.document]
  }

  get #origin(): Origin {
    if (this.#from instanceof Batch) this.#from = this.#from.origin(this.row)
    return this.#from
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

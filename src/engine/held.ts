// An event that a rule holds on to: its place in the total order, and the way to its document.
import type { Batch } from '../event/batch.ts'
import { comparePosition, type Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'
import type { HeldRows } from './held-rows.ts'
import { type SavedEvent, type Source, saveEvent, sourceOf, writeEvent } from './saved-event.ts'
import type { Encoder } from './snapshot/encoder.ts'

const known = (id: string, document: EventDocument | null): Source => ({ id: () => id, document: () => document })

export class HeldEvent implements Position {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
  /** Of the batch that it came in: they answer for it as long as it is held. Null where it is of none. */
  readonly rows: HeldRows | null
  readonly row: number
  /** Whether it changed the state of its rule. */
  touched = false
  /** How many pieces of state hold on to it. */
  #holders = 0
  /** Of one of no batch. */
  readonly #source: Source | null

  constructor(us: number, nanos: number, sequence: number, rows: HeldRows | null, row: number, source: Source | null) {
    this.us = us
    this.nanos = nanos
    this.sequence = sequence
    this.rows = rows
    this.row = row
    this.#source = source
  }

  /** `rows`: those of the batch that are held. */
  static of(batch: Batch, row: number, rows: HeldRows): HeldEvent {
    return new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, rows, row, null)
  }

  /** A row that is held already. */
  static again(rows: HeldRows, row: number): HeldEvent {
    const { us, nanos, sequence } = rows.position(row)
    return new HeldEvent(us, nanos, sequence, rows, row, null)
  }

  /** One that follows from others: no row of a source. */
  static derived(batch: Batch, row: number): HeldEvent {
    const origin = batch.origin(row)
    const source = known(origin.id(), origin.document())
    return new HeldEvent(batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, null, -1, source)
  }

  static load(saved: SavedEvent): HeldEvent {
    const [us, nanos, sequence] = saved
    return new HeldEvent(us, nanos, sequence, null, -1, sourceOf(saved))
  }

  /** It answers also when nobody holds the event any more. */
  get source(): Source {
    return this.#source ?? this.rows!.origin(this.row)
  }

  /** `event.id`. */
  get id(): string {
    return this.source.id()
  }

  /** The whole event; null where a snapshot did not have it. */
  get document(): EventDocument | null {
    return this.source.document()
  }

  /** State holds on to it: its document will be wanted later. True for the first holder. */
  keep(): boolean {
    if (++this.#holders > 1) return false
    this.rows?.hold(this.row)
    return true
  }

  /** A holder lets go. True for the last. */
  drop(): boolean {
    if (--this.#holders > 0) return false
    this.rows?.letGo(this.row)
    return true
  }

  /** It will be asked for, though no state holds it yet. */
  wait(): void {
    this.rows?.hold(this.row)
  }

  waited(): void {
    this.rows?.letGo(this.row)
  }

  /** Whether they are one event, asked for twice. */
  is(other: HeldEvent): boolean {
    return this === other || (this.rows !== null && this.rows === other.rows && this.row === other.row)
  }

  save(): SavedEvent {
    return saveEvent(this, this.source)
  }

  /** The same, where it is written to. */
  writeTo(to: Encoder): void {
    writeEvent(this, this.source, to)
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

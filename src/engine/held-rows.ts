// The rows of one batch that rules hold on to: as long as it is young the batch itself answers for them, then what is left of it.
import type { Batch, Origin } from '../event/batch.ts'
import type { Position } from '../event/position.ts'
import { Left } from './left-rows.ts'

/** Whoever knows which rows of a batch it holds, and counts them only when the batch is to be let go. */
export interface RowHolder {
  /** Holds what it still wants of them. */
  retire(rows: HeldRows): void
}

export class HeldRows {
  #batch: Batch | null
  /** By row, as long as the batch is there: how many hold on to it. Made when somebody does. */
  #holders: Uint32Array | null = null
  /** What outlasts the batch. */
  #left: Left | null = null
  readonly #uncounted: RowHolder[] = []
  #pins = 0
  #isOld = false
  #isSettled = false

  /** Null once it was called. */
  #onSettled: (() => void) | null

  constructor(batch: Batch) {
    this.#batch = batch
    this.#onSettled = batch.onSettled
  }

  /** Somebody will ask for that row; it is to be let go as often as it is held. */
  hold(row: number): void {
    if (this.#batch === null) {
      this.#left?.hold(row)
      return
    }
    this.#holders ??= new Uint32Array(this.#batch.length)
    this.#holders[row]!++
  }

  letGo(row: number): void {
    if (this.#batch !== null) this.#holders![row]!--
    else if (this.#left?.letGo(row)) {
      this.#left = null
      this.#giveBack()
    }
  }

  /** It is asked what it holds when the batch is to be let go. */
  holdFor(holder: RowHolder): void {
    this.#uncounted.push(holder)
  }

  /** The whole batch stays, whatever happens. */
  pin(): void {
    this.#pins++
  }

  unpin(): void {
    this.#pins--
    if (this.#isOld) this.retire()
  }

  /** Lets the batch go, as soon as that may be: of rows that nobody holds nothing stays, of others their place and whence they came. */
  retire(): void {
    const batch = this.#batch
    this.#isOld = true
    if (batch === null || this.#pins > 0) return
    for (const holder of this.#uncounted.splice(0)) holder.retire(this)
    if (this.#holders !== null) this.#left = leftOf(batch, this.#holders)
    this.#batch = null
    this.#holders = null
    if (this.#isSettled) this.#left?.settle()
    this.#giveBack()
  }

  /** Of what the batch came from nothing stays either that nobody holds. Most of the rows are let go by then. */
  settle(): void {
    this.#isSettled = true
    this.#left?.settle()
    this.#giveBack()
  }

  /** What the batch came from, as soon as nobody here asks for it any more. */
  #giveBack(): void {
    if (this.#batch !== null || (this.#left !== null && !this.#isSettled)) return
    this.#onSettled?.()
    this.#onSettled = null
  }

  position(row: number): Position {
    return this.#batch ? positionIn(this.#batch, row) : this.#left!.position(row)
  }

  origin(row: number): Origin {
    return this.#batch ? this.#batch.origin(row) : this.#left!.origin(row)
  }
}

function leftOf(batch: Batch, holders: Uint32Array): Left | null {
  const left = new Left()
  for (let row = 0; row < holders.length; row++) if (holders[row]! > 0) left.add(batch, row, holders[row]!)
  return left.isEmpty ? null : left
}

/** Where a row stands. */
export const positionIn = ({ times, nanos, sequences }: Batch, row: number): Position => ({
  us: times[row]!,
  nanos: nanos[row]!,
  sequence: sequences[row]!,
})

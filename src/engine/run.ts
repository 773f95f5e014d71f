// The rows of one batch that a rule wants, in order, with what it takes of each. Its batch stays until the last was let go.
import type { Batch } from '../event/batch.ts'
import type { Candidate } from './correlations/correlation.ts'
import { HeldEvent } from './held.ts'
import type { HeldRows } from './held-rows.ts'

export class Run {
  readonly batch: Batch
  readonly rows: HeldRows
  readonly numbers: number[] = []
  readonly inputs: unknown[] = []
  /** Those before it were let go. */
  next = 0
  /** Of the batch, counted by the engine. */
  readonly turn: number

  constructor(batch: Batch, rows: HeldRows, turn: number) {
    this.batch = batch
    this.rows = rows
    this.turn = turn
    rows.pin()
  }

  add(row: number, input: unknown): void {
    this.numbers.push(row)
    this.inputs.push(input)
  }

  event(n: number): HeldEvent {
    return HeldEvent.of(this.batch, this.numbers[n]!, this.rows)
  }

  /** Those that were not let go. */
  rest(): readonly Candidate[] {
    return this.numbers
      .slice(this.next)
      .map((_, n) => ({ event: this.event(this.next + n), input: this.inputs[this.next + n] }))
  }

  /** Nobody asks it for anything any more. */
  end(): void {
    this.rows.unpin()
  }
}

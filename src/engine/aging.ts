// Batches, and others after them → each is let go in two steps, by which most of what was held of it is held no longer.
import { Queue } from './aggregates/queue.ts'
import type { HeldRows } from './held-rows.ts'

/** After so many others a batch is let go, but for the rows that are held. */
export const youngTurns = 28

/** After so many, what it was read from as well, which is a tenth of it. */
const settledTurns = 40

export class Aging {
  readonly #batches = new Queue<HeldRows>()

  push(rows: HeldRows): void {
    this.#batches.push(rows)
    const { size } = this.#batches
    this.#batches.at(size - 1 - youngTurns)?.retire()
    if (size <= settledTurns) return
    this.#batches.oldest!.settle()
    this.#batches.shift()
  }
}

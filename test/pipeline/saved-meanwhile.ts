// A state that is written one item after each batch, and the rest of it when it is wanted.
import { piecesOf, type StateWriter } from '../../src/engine/snapshot/write-state.ts'
import type { Evaluator } from '../../src/pipeline/evaluator.ts'

export class SavedMeanwhile {
  readonly #state: StateWriter
  readonly #pieces: Uint8Array[] = []

  constructor(evaluator: Evaluator) {
    this.#state = evaluator.beginSaving()
  }

  goOn(): void {
    const piece = this.#state.next(() => true, 1)
    if (piece) this.#pieces.push(piece)
  }

  pieces(): readonly Uint8Array[] {
    return [...this.#pieces, ...piecesOf(this.#state)]
  }
}

// A state that is written, a bit at a time → a snapshot in the store.
import type { StateWriter } from '../engine/snapshot/write-state.ts'
import type { SnapshotWriter } from '../store/store.ts'
import { letOthersAct } from './patience.ts'

export class Saving {
  readonly #state: StateWriter
  readonly #writer: SnapshotWriter
  /** Of the journal that it covers. */
  readonly journalBytes: number

  constructor(state: StateWriter, writer: SnapshotWriter, journalBytes: number) {
    this.#state = state
    this.#writer = writer
    this.journalBytes = journalBytes
  }

  /** For so long, and for as long as the store takes to write a piece. True once it is whole and in the store. */
  async goOn(ms: number, now: () => number): Promise<boolean> {
    const startedAt = now()
    const isOver = (): boolean => Math.abs(now() - startedAt) >= ms
    do {
      const piece = this.#state.next(isOver)
      if (piece) await this.#writer.write(piece)
    } while (!this.#state.isDone && !isOver())
    if (this.#state.isDone) {
      await this.#writer.finish()
      return true
    }
    // Whatever else the process does comes in between.
    await letOthersAct()
    return false
  }

  giveUp(): void {
    this.#state.close()
  }
}

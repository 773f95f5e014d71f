// A state that is written, a bit at a time → a snapshot in the store.
import { setImmediate as breathe } from 'node:timers/promises'
import type { StateWriter } from '../engine/snapshot/write-state.ts'
import type { SnapshotWriter } from '../store/store.ts'

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
  async goOn(ms: number): Promise<boolean> {
    const until = performance.now() + ms
    const isOver = (): boolean => performance.now() >= until
    do {
      const piece = this.#state.next(isOver)
      if (piece) await this.#writer.write(piece)
    } while (!this.#state.isDone && !isOver())
    if (this.#state.isDone) {
      await this.#writer.finish()
      return true
    }
    // Whatever else the process does comes in between.
    await breathe()
    return false
  }

  giveUp(): void {
    this.#state.close()
  }
}

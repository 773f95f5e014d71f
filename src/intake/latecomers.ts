// A log file that was left for the next one → lines that are written to it all the same: too late for their place in the
// source, they are told. A server that restarts gracefully logs a long connection where it began.
import type { GrowingFile } from './growing-file.ts'

/** Whole lines. `isFirst`: none of that file was told before. */
export interface Late {
  readonly lines: readonly string[]
  /** Where the file would have gone on in the source. */
  readonly at: number
  readonly isFirst: boolean
}

const betweenLooksMs = 2000
const newline = 0x0a

/** Looks after one file at a time: the one that was left last. */
export class Latecomers {
  readonly #onLate: (late: Late) => void
  #file: GrowingFile | null = null
  #isFirst = true
  #lookAt = 0

  constructor(onLate: (late: Late) => void) {
    this.#onLate = onLate
  }

  /** The file is closed here. */
  async watch(file: GrowingFile): Promise<void> {
    await this.close()
    this.#file = file
    this.#isFirst = true
  }

  isWatching(file: GrowingFile): boolean {
    return this.#file === file
  }

  async look(): Promise<void> {
    if (this.#file === null || performance.now() < this.#lookAt) return
    this.#lookAt = performance.now() + betweenLooksMs
    const piece = await this.#file.read()
    // What is removed, or compressed, must not take up the disk for being watched.
    if (piece === 'rewritten' || (piece === null && (await this.#file.isRemoved()))) return this.close()
    if (piece === null) return
    // One that does not end yet is told in two.
    const text = Buffer.from(piece.bytes.at(-1) === newline ? piece.bytes.subarray(0, -1) : piece.bytes).toString(
      'utf8',
    )
    this.#onLate({ lines: text.split('\n'), at: piece.at, isFirst: this.#isFirst })
    this.#isFirst = false
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}

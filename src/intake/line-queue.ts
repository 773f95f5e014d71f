// Pieces of a file's bytes → its whole lines, one at a time, each with where it ends. A line that is too long is left out.
import { longestLine, tooLong } from '../../connectors/lines.ts'
import type { Piece } from './records.ts'

export interface QueuedLine {
  /** Without its line end. */
  readonly bytes: Uint8Array
  readonly at: number
  /** Behind its line end. */
  readonly end: number
}

const newline = 0x0a
const carriageReturn = 0x0d
const none: Uint8Array = new Uint8Array(0)

export class LineQueue {
  readonly #tooLong: (at: number, excerpt: string) => void
  #bytes: Uint8Array = none
  /** Where the bytes begin in the source. */
  #at = 0
  #isLast = false
  #isSkipping = false

  constructor(aside: { put(reason: string, at: number, excerpt: string): void }) {
    this.#tooLong = (at, excerpt) => aside.put(tooLong, at, excerpt)
  }

  /** Only where no whole line is left. */
  push({ bytes, at, last }: Piece): void {
    this.#at = at - this.#bytes.length
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    this.#isLast = last
  }

  /** Null where there is none before more bytes come. Empty lines are left out. */
  next(): QueuedLine | null {
    for (;;) {
      const found = this.#bytes.indexOf(newline)
      if (found < 0 && !(this.#isLast && this.#bytes.length > 0)) return this.#wait()
      const line = this.#cut(found < 0 ? this.#bytes.length : found + 1, found < 0 ? 0 : 1)
      if (this.#isSkipping) this.#isSkipping = false
      else if (line.bytes.length > longestLine) this.#leaveOut(line.bytes, line.at)
      else if (line.bytes.length > 0) return line
    }
  }

  #wait(): null {
    if (this.#bytes.length > longestLine) {
      if (!this.#isSkipping) this.#leaveOut(this.#bytes, this.#at)
      this.#isSkipping = true
      this.#cut(this.#bytes.length, 0)
    }
    return null
  }

  #cut(length: number, newlines: number): QueuedLine {
    const at = this.#at
    let end = length - newlines
    if (end > 0 && this.#bytes[end - 1] === carriageReturn) end--
    const bytes = this.#bytes.subarray(0, end)
    this.#bytes = this.#bytes.subarray(length)
    this.#at += length
    return { bytes, at, end: this.#at }
  }

  #leaveOut(bytes: Uint8Array, at: number): void {
    this.#tooLong(at, Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
  }
}

// The lines of a piece of bytes that gave rows → their origins, made when they are asked for.
import type { Origin, Origins } from '../../src/event/batch.ts'
import { carriageReturn, newline } from '../json/bytes.ts'

/** `at`: where the line stands in the source; `index`: how many lines of the source came before. */
export type ReadOrigin = (text: string, at: number, index: number) => Origin

export class Lines implements Origins {
  readonly #bytes: Buffer
  readonly #offset: number
  readonly #firstRow: number
  readonly #read: ReadOrigin
  /** By row, from the first one of this piece. */
  readonly #starts: number[] = []
  readonly #indices: number[] = []

  /** `bytes` stand from `offset` on in the source, and are not written to any more. */
  constructor(bytes: Uint8Array, offset: number, firstRow: number, read: ReadOrigin) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#offset = offset
    this.#firstRow = firstRow
    this.#read = read
  }

  /** The row came from the line that starts there. Rows between, if any, came with their origins. */
  note(row: number, start: number, index: number): void {
    while (this.#starts.length < row - this.#firstRow) this.#push(0, 0)
    this.#push(start, index)
  }

  #push(start: number, index: number): void {
    this.#starts.push(start)
    this.#indices.push(index)
  }

  of(row: number): Origin {
    const bytes = this.#bytes
    const start = this.#starts[row - this.#firstRow]!
    const end = bytes.indexOf(newline, start)
    const trimmed = bytes[end - 1] === carriageReturn ? end - 1 : end
    return this.#read(
      bytes.toString('utf8', start, trimmed),
      this.#offset + start,
      this.#indices[row - this.#firstRow]!,
    )
  }
}

// The lines of a piece of bytes that gave rows → their origins, made when they are asked for.
import type { Origin, Origins } from '../../src/event/batch.ts'
import { carriageReturn, newline } from '../json/bytes.ts'

/** `at`: where the line stands in the source; `index`: how many lines of the source came before. */
export type ReadOrigin = (text: string, at: number, index: number) => Origin

/** Lines that follow each other, as do their rows. */
interface Stretch {
  readonly row: number
  readonly starts: Int32Array
  readonly index: number
}

export class Lines implements Origins {
  #bytes: Buffer | null
  readonly #offset: number
  readonly #read: ReadOrigin
  readonly #stretches: Stretch[] = []

  /** `bytes` stand from `offset` on in the source, and are not written to as long as this is open. */
  constructor(bytes: Uint8Array, offset: number, read: ReadOrigin) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#offset = offset
    this.#read = read
  }

  /** The rows from `row` on came from the lines that start there. */
  note(row: number, starts: Int32Array, index: number): void {
    this.#stretches.push({ row, starts, index })
  }

  /** Nobody asks any more. */
  close(): void {
    this.#bytes = null
  }

  of(row: number): Origin {
    const bytes = this.#bytes
    if (bytes === null) throw new Error('Where a row came from was asked for after its bytes were given back.')
    const stretch = this.#stretches.findLast((one) => one.row <= row)!
    const start = stretch.starts[row - stretch.row]!
    const end = bytes.indexOf(newline, start)
    const trimmed = bytes[end - 1] === carriageReturn ? end - 1 : end
    const text = bytes.toString('utf8', start, trimmed)
    return this.#read(text, this.#offset + start, stretch.index + row - stretch.row)
  }
}

// Pieces of a source's bytes and a reader → batches of about a thousand rows, each with how far the source has come.
import type { Aside, Reader } from '../../connectors/connector.ts'
import { longestLine, tooLong } from '../../connectors/lines.ts'
import { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'

/** Bytes of a source, in its order. */
export interface Piece {
  readonly bytes: Uint8Array
  /** Where they begin in the source. */
  readonly at: number
  /** No more will come that belongs to the line they end in. */
  readonly last: boolean
}

export interface Records {
  readonly batch: Batch
  /** Everything before this place in the source has been read. */
  readonly end: number
}

const rowsWanted = 1000
const mostBytes = 1 << 18
const leastBytes = 1 << 12

/** Cuts the pieces into batches. The events do not depend on how the pieces were cut. */
export class RecordCutter {
  readonly #reader: Reader
  readonly #layout: Layout
  readonly #aside: Aside
  #rest: Uint8Array = new Uint8Array(0)
  /** Within a line that is too long: its bytes are thrown away up to its end. */
  #skipping = false
  /** How many bytes a batch may have, from how many rows the bytes before gave. */
  #bytesABatch = 1 << 14

  constructor(reader: Reader, layout: Layout, aside: Aside) {
    this.#reader = reader
    this.#layout = layout
    this.#aside = aside
  }

  *push(piece: Piece): Generator<Records> {
    let { bytes, at } = this.#withRest(piece)
    while (bytes.length > 0) {
      const cut = bytes.subarray(0, this.#bytesABatch)
      const last = piece.last && cut.length === bytes.length
      const batch = new Batch(this.#layout)
      const used = this.#skipping ? this.#skip(cut, last) : this.#reader.read(cut, at, last, batch)
      if (used === 0 && cut.length === bytes.length) break
      this.#adapt(batch.length, used, cut.length)
      bytes = bytes.subarray(used)
      at += used
      if (used > 0 && !this.#skipping) yield { batch, end: at }
    }
    this.#keep(bytes, at)
  }

  #withRest({ bytes, at }: Piece): { bytes: Uint8Array; at: number } {
    if (this.#rest.length === 0) return { bytes, at }
    return { bytes: Buffer.concat([this.#rest, bytes]), at: at - this.#rest.length }
  }

  /** A line that does not fit a batch makes it wider, up to the longest line. */
  #adapt(rows: number, used: number, given: number): void {
    if (used === 0) this.#bytesABatch = given * 2
    else if (rows > 0) this.#bytesABatch = clamp(Math.floor((used / rows) * rowsWanted))
  }

  #keep(rest: Uint8Array, at: number): void {
    this.#rest = rest
    if (rest.length <= longestLine) return
    this.#aside.put(tooLong, at, Buffer.from(rest.subarray(0, 200)).toString('latin1'))
    this.#skipping = true
    this.#rest = new Uint8Array(0)
  }

  #skip(bytes: Uint8Array, last: boolean): number {
    const end = bytes.indexOf(0x0a)
    this.#skipping = end < 0 && !last
    return end < 0 ? bytes.length : end + 1
  }
}

const clamp = (bytes: number): number => Math.min(mostBytes, Math.max(leastBytes, bytes))

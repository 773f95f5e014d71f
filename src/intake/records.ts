// Pieces of a source's bytes and what reads them → batches of about a thousand rows, each with how far the source has come.
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

export interface Records<Rows> {
  readonly batch: Rows
  /** Everything before this place in the source has been read. */
  readonly end: number
}

/** Reads the whole records that bytes begin with, as a reader does. */
export interface ReadRecords<Rows> {
  readonly longestRest?: number
  /** `at`: where the bytes begin in the source. `expected`: rows, as many as came before and some more. */
  read(bytes: Uint8Array, at: number, last: boolean, expected: number): ReadRows<Rows>
}

export interface ReadRows<Rows> {
  readonly batch: Rows
  readonly rows: number
  /** How many bytes they took. */
  readonly used: number
}

export const intoBatches = (reader: Reader, layout: Layout): ReadRecords<Batch> => ({
  ...(reader.longestRest && { longestRest: reader.longestRest }),
  read(bytes, at, last, expected) {
    const batch = new Batch(layout, expected)
    const used = reader.read(bytes, at, last, batch)
    return { batch, rows: batch.length, used }
  },
})

const rowsWanted = 1000
const mostBytes = 1 << 19
const leastBytes = 1 << 12

/** Cuts the pieces into batches. The events do not depend on how the pieces were cut. */
export class RecordCutter<Rows> {
  readonly #reader: ReadRecords<Rows>
  readonly #aside: Aside
  readonly #rest = new Rest()
  /** Within a line that is too long: its bytes are thrown away up to its end. */
  #skipping = false
  /** How many bytes a batch may have, from how many rows the bytes before gave. */
  #bytesABatch = 1 << 14
  /** As many as the batch before had, and some more. */
  #rowsExpected = 16

  constructor(reader: ReadRecords<Rows>, aside: Aside) {
    this.#reader = reader
    this.#aside = aside
  }

  *push(piece: Piece): Generator<Records<Rows>> {
    let at = piece.at - this.#rest.length
    let bytes = this.#rest.before(piece.bytes)
    while (bytes.length > 0) {
      const cut = bytes.subarray(0, this.#bytesABatch)
      const last = piece.last && cut.length === bytes.length
      if (this.#skipping) {
        const used = this.#skip(cut, last)
        bytes = bytes.subarray(used)
        at += used
        if (!this.#skipping) yield { batch: this.#reader.read(nothing, at, false, 0).batch, end: at }
        continue
      }
      const { batch, rows, used } = this.#reader.read(cut, at, last, this.#rowsExpected)
      if (used === 0 && cut.length === bytes.length) break
      this.#adapt(rows, used, cut.length)
      this.#rowsExpected = rows + (rows >> 3) + 16
      bytes = bytes.subarray(used)
      at += used
      if (used > 0) yield { batch, end: at }
    }
    this.#keep(bytes, at)
  }

  /** Puts what is left unread there, as if it had been read there, and returns how long it is. */
  moveRest(to: Uint8Array): number {
    return this.#rest.move(to)
  }

  /** A line that does not fit a batch makes it wider, up to the longest line. */
  #adapt(rows: number, used: number, given: number): void {
    if (used === 0) this.#bytesABatch = given * 2
    else if (rows > 0) this.#bytesABatch = clamp(Math.floor((used / rows) * rowsWanted))
  }

  #keep(rest: Uint8Array, at: number): void {
    this.#rest.keep(rest)
    if (rest.length <= (this.#reader.longestRest ?? longestLine)) return
    this.#aside.put(tooLong, at, Buffer.from(rest.subarray(0, 200)).toString('latin1'))
    this.#skipping = true
    this.#rest.keep(nothing)
  }

  #skip(bytes: Uint8Array, last: boolean): number {
    const end = bytes.indexOf(0x0a)
    this.#skipping = end < 0 && !last
    return end < 0 ? bytes.length : end + 1
  }
}

const nothing: Uint8Array = new Uint8Array(0)

/** What was left unread. With room behind it, so that a long record is not copied again for each of its pieces. */
class Rest {
  #bytes: Uint8Array = nothing
  /** The buffer that the rest ends in, where it is one of ours; up to `#used` it must not be written to any more. */
  #room: Uint8Array = nothing
  #used = 0

  get length(): number {
    return this.#bytes.length
  }

  keep(bytes: Uint8Array): void {
    this.#bytes = bytes
  }

  move(to: Uint8Array): number {
    to.set(this.#bytes)
    this.#bytes = to.subarray(0, this.#bytes.length)
    return this.#bytes.length
  }

  /** The rest with the next bytes behind it. */
  before(next: Uint8Array): Uint8Array {
    const rest = this.#bytes
    if (rest.length === 0) return next
    if (next.length === 0) return rest
    if (isBehind(next, rest)) return new Uint8Array(next.buffer, rest.byteOffset, rest.length + next.length)
    const isOurs = rest.buffer === this.#room.buffer
    if (!isOurs || this.#used + next.length > this.#room.length) {
      this.#room = Buffer.allocUnsafeSlow(2 * (rest.length + next.length))
      this.#room.set(rest)
      this.#used = rest.length
      this.#bytes = this.#room.subarray(0, rest.length)
    }
    this.#room.set(next, this.#used)
    this.#used += next.length
    return this.#room.subarray(this.#used - rest.length - next.length, this.#used)
  }
}

/** Whether they stand side by side already. */
const isBehind = (next: Uint8Array, rest: Uint8Array): boolean =>
  next.buffer === rest.buffer && next.byteOffset === rest.byteOffset + rest.length

const clamp = (bytes: number): number => Math.min(mostBytes, Math.max(leastBytes, bytes))

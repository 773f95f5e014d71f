// The rows that a piece of bytes gave → where they came from, made when somebody asks.
import { isAscii } from 'node:buffer'
import type { Origin, Origins } from '../../../src/event/batch.ts'
import { carriageReturn, newline } from '../../json/bytes.ts'
import { kindOf } from '../fields.ts'
import { LineOrigin, type Log } from '../origin.ts'
import type { ToldRows } from './tables.ts'

/** A piece of a source's bytes, which is not written to any more, and where it begins. */
export interface PieceOfSource {
  readonly bytes: Uint8Array
  readonly offset: number
}

export class RowOrigins implements Origins {
  readonly #log: Log
  readonly #piece: PieceOfSource
  readonly #rows: ToldRows

  constructor(log: Log, piece: PieceOfSource, rows: ToldRows) {
    this.#log = log
    this.#piece = piece
    this.#rows = rows
  }

  of(row: number): Origin {
    const { bytes, offset } = this.#piece
    const { first, starts, categories } = this.#rows
    const start = starts[row - first]!
    const end = bytes.indexOf(newline, start)
    const trimmed = bytes[end - 1] === carriageReturn ? end - 1 : end
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, trimmed - start)
    const place = { text: line.toString('latin1'), ascii: isAscii(line), at: offset + start }
    return new LineOrigin(this.#log, place, kindOf(categories[row - first]!))
  }
}

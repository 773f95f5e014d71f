// NDJSON → events. Large pieces are scanned; what is small, or cannot be told by scanning, is parsed.
import type { Batch } from '../../src/event/batch.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { newline } from '../json/bytes.ts'
import type { Naming } from './known.ts'
import { Lines } from './lines.ts'
import { ParsedLines } from './parsed-lines.ts'
import { ScannedLines } from './scanned-lines.ts'

export const createReader = (context: ReaderContext, naming: Naming): Reader => new JsonReader(context, naming)

/** To make a scanner costs as much as to parse some hundred lines. */
export const leastScanned = 1 << 15

class JsonReader implements Reader {
  readonly #context: ReaderContext
  readonly #naming: Naming
  readonly #parsed: ParsedLines
  readonly #originOf: ParsedLines['origin']
  #scanned: ScannedLines | null = null
  #count = 0

  constructor(context: ReaderContext, naming: Naming) {
    this.#context = context
    this.#naming = naming
    this.#parsed = new ParsedLines(context.wanted, naming, context.aside)
    this.#originOf = (text, at, index) => this.#parsed.origin(text, at, index)
  }

  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    const stop = bytes.lastIndexOf(newline) + 1
    if (stop >= leastScanned) this.#scanned ??= new ScannedLines(this.#context.wanted, this.#naming)
    if (this.#scanned === null) this.#parse(bytes.subarray(0, stop), offset, batch)
    else this.#scan(this.#scanned, bytes.subarray(0, stop), offset, batch)
    if (!last) return stop
    this.#parse(bytes.subarray(stop), offset + stop, batch)
    return bytes.length
  }

  #parse(bytes: Uint8Array, offset: number, batch: Batch): void {
    this.#count += this.#parsed.read({ bytes, offset, last: true }, this.#count, batch)
  }

  #scan(scanned: ScannedLines, bytes: Uint8Array, offset: number, batch: Batch): void {
    const lines = new Lines(bytes, offset, batch.length, this.#originOf)
    this.#count = scanned.read(this.#count, {
      bytes,
      batch,
      lines,
      offset,
      giveBack: (start, index) => {
        const line = bytes.subarray(start, bytes.indexOf(newline, start) + 1)
        return this.#parsed.read({ bytes: line, offset: offset + start, last: false }, index, batch)
      },
    })
  }
}

// NDJSON → events. Large pieces are scanned; what is small, or cannot be told by scanning, is parsed.
import type { Batch } from '../../src/event/batch.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { newline } from '../json/bytes.ts'
import type { Naming } from './known.ts'
import { LineScanner, lasting, type Run } from './line-scanner.ts'
import { Lines } from './lines.ts'
import { ParsedLines } from './parsed-lines.ts'
import { RowFiller, type Taking } from './row-filler.ts'

/** Lines may be scanned elsewhere, and told of to this reader. */
export interface NdjsonReader extends Reader {
  /** Adds what the runs tell of the bytes, which are whole lines and stand at `offset`: both are read as long as the batch is. Returns who answers for the lines: from the bytes, until it is closed. */
  take(runs: Iterable<Run>, bytes: Uint8Array, offset: number, batch: Batch): Lines
}

export const createReader = (context: ReaderContext, naming: Naming): NdjsonReader => new JsonReader(context, naming)

/** To make a scanner costs as much as to parse some hundred lines. */
export const leastScanned = 1 << 15

class JsonReader implements NdjsonReader {
  readonly #context: ReaderContext
  readonly #parsed: ParsedLines
  readonly #naming: Naming
  readonly #originOf: ParsedLines['origin']
  #scanner: LineScanner | null = null
  #filler: RowFiller | null = null
  #count = 0

  constructor(context: ReaderContext, naming: Naming) {
    this.#context = context
    this.#parsed = new ParsedLines(context.wanted, naming, context.aside)
    this.#naming = naming
    this.#originOf = (text, at, index) => this.#parsed.origin(text, at, index)
  }

  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    const stop = bytes.lastIndexOf(newline) + 1
    const whole = bytes.subarray(0, stop)
    if (stop >= leastScanned) this.#scanner ??= new LineScanner(this.#context.wanted)
    if (this.#scanner === null) this.#parse(whole, offset, batch)
    else this.take(this.#scanner.scan(whole).map(lasting), whole, offset, batch)
    if (!last) return stop
    this.#parse(bytes.subarray(stop), offset + stop, batch)
    return bytes.length
  }

  take(runs: Iterable<Run>, bytes: Uint8Array, offset: number, batch: Batch): Lines {
    const lines = new Lines(bytes, offset, this.#originOf)
    const taking: Taking = {
      batch,
      lines,
      offset,
      giveBack: (start, index) => {
        const line = bytes.subarray(start, bytes.indexOf(newline, start) + 1)
        return this.#parsed.read({ bytes: line, offset: offset + start, last: false }, index, batch)
      },
    }
    this.#filler ??= new RowFiller(this.#context.wanted, this.#naming)
    for (const run of runs) this.#count = this.#filler.take(run, this.#count, taking)
    return lines
  }

  #parse(bytes: Uint8Array, offset: number, batch: Batch): void {
    this.#count += this.#parsed.read({ bytes, offset, last: true }, this.#count, batch)
  }
}

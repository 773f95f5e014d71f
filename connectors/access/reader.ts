// Bytes of an access log → events: an upgrade gives a handshake and a connection, any other line one event. Where lines can be
// scanned, many are read at once; what is little, or cannot be told so, is read line by line.
import type { Batch } from '../../src/event/batch.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { newline } from '../json/bytes.ts'
import { eachTextLine, type Piece } from '../text-lines.ts'
import { kindBits } from './fields.ts'
import { addEvents, type Kind, openKind, type Sink } from './kinds.ts'
import type { Log } from './origin.ts'
import { RowReader, type ScannedKind } from './rows/reader.ts'
import type { OpenValues } from './values.ts'

/** `kinds` are tried in their order, line by line. `dataset` is the product's name: `event.dataset`. */
export const createAccessReader = (dataset: string, kinds: readonly OpenValues[], context: ReaderContext): Reader =>
  new AccessReader(dataset, kinds, context)

/** To make a scanner costs as much as to read some hundred lines one by one. */
export const leastScanned = 1 << 15

class AccessReader implements Reader {
  readonly #context: ReaderContext
  readonly #kinds: readonly Kind[]
  readonly #scanned: readonly ScannedKind[]
  readonly #log: Log
  #rows: RowReader | null = null

  constructor(dataset: string, kinds: readonly OpenValues[], context: ReaderContext) {
    this.#context = context
    this.#kinds = kinds.map((open) => openKind(dataset, open(), context))
    this.#scanned = scannedOf(kinds, this.#kinds)
    this.#log = {
      source: context.source,
      dataset,
      parse: ({ text, ascii }) => this.#parse(text, ascii)!.line,
    }
  }

  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number {
    const stop = this.#scanned.length === 0 ? 0 : bytes.lastIndexOf(newline) + 1
    if (stop >= leastScanned) this.#rows ??= new RowReader(this.#scanned, this.#context, this.#log, bytes)
    if (this.#rows === null) return this.#readLines({ bytes, offset, last }, intoBatch(batch))
    const whole = bytes.subarray(0, stop)
    this.#rows.read({
      bytes: whole,
      offset,
      batch,
      readLine: (start, sink) => {
        const line = whole.subarray(start, whole.indexOf(newline, start) + 1)
        this.#readLines({ bytes: line, offset: offset + start, last: false }, sink)
      },
    })
    if (!last) return stop
    this.#readLines({ bytes: bytes.subarray(stop), offset: offset + stop, last }, intoBatch(batch))
    return bytes.length
  }

  #readLines(piece: Piece, sink: Sink): number {
    return eachTextLine(piece, this.#context.aside, (place, line, start) => {
      const kind = this.#parse(place.text, place.ascii, line, start)
      return kind === null ? this.#whyNone() : addEvents(kind, this.#log, place, sink)
    })
  }

  #parse(text: string, ascii: boolean, bytes?: Uint8Array, start?: number): Kind | null {
    for (const kind of this.#kinds) if (kind.line.load(text, ascii, bytes, start)) return kind
    return null
  }

  #whyNone(): string {
    for (const { line } of this.#kinds) {
      const reason = line.whyNot()
      if (reason !== null) return reason
    }
    return 'not in this log format'
  }
}

const intoBatch = (batch: Batch): Sink => ({
  add: (kind, us, origin) => batch.add(kindBits[kind], us, 0, origin.sequence(), origin),
  set: (row, slot, value) => batch.set(row, slot, value),
})

/** The kinds that come first, as far as all of them can be scanned, and nobody wants more of a line than what it means. */
function scannedOf(opens: readonly OpenValues[], kinds: readonly Kind[]): readonly ScannedKind[] {
  const most = kinds.findIndex(({ values }) => values.scanned === undefined)
  const first = kinds.slice(0, most < 0 ? kinds.length : most)
  return first.some(wantsWhole) ? [] : first.map((kind, index) => ({ kind, open: opens[index]! }))
}

const wantsWhole = ({ gives }: Kind): boolean =>
  Object.values(gives).some(({ events, shared }) =>
    [...shared, ...events.flatMap(({ columns }) => columns)].some(({ from }) => from === 'whole'),
  )

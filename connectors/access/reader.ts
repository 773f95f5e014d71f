// Bytes of an access log → events: an upgrade gives a handshake and a connection, any other line one event. Where lines can be
// scanned, many are read at once; what is little, or cannot be told so, is read line by line.
import type { Batch } from '../../src/event/batch.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { newline, openBrace } from '../json/bytes.ts'
import { eachTextLine, type Piece } from '../text-lines.ts'
import { kindBits } from './fields.ts'
import { addEvents, type Kind, openKind, type Sink } from './kinds.ts'
import type { Log } from './origin.ts'
import { type Holder, OpenReaders } from './rows/open-readers.ts'
import { RowReader, type ScannedKind, type ScannedKinds } from './rows/reader.ts'
import type { OpenValues } from './values.ts'

/** `kinds` are tried in their order, line by line. `dataset` is the product's name: `event.dataset`. */
export const createAccessReader = (dataset: string, kinds: readonly OpenValues[], context: ReaderContext): Reader =>
  new AccessReader(dataset, kinds, context)

/** To make a scanner costs as much as to read some hundred lines one by one. */
export const leastScanned = 1 << 15

/** In pieces, where scanning was in vain. */
const longestRest = 64

/** Some 2 MB each. */
const openReaders = new OpenReaders(64)

class AccessReader implements Reader, Holder {
  readonly #context: ReaderContext
  readonly #kinds: readonly Kind[]
  readonly #scanned: Readonly<Record<'json' | 'text', ScannedKinds>>
  readonly #log: Log
  #rows: Record<'json' | 'text', RowReader | null> = { json: null, text: null }
  readonly #place = new WeakRef<Holder>(this)
  /** How many pieces are read line by line before lines are scanned again. */
  #resting = 0

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
    const stop = bytes.lastIndexOf(newline) + 1
    const rows = this.#rowsOf(bytes.subarray(0, stop))
    if (rows === null) return this.#readLines({ bytes, offset, last }, intoBatch(batch))
    const whole = bytes.subarray(0, stop)
    rows.read({
      bytes: whole,
      offset,
      batch,
      readLine: (start, sink) => {
        const line = whole.subarray(start, whole.indexOf(newline, start) + 1)
        this.#readLines({ bytes: line, offset: offset + start, last: false }, sink)
      },
    })
    if (rows.isVain) this.#resting = longestRest
    if (!last) return stop
    this.#readLines({ bytes: bytes.subarray(stop), offset: offset + stop, last }, intoBatch(batch))
    return bytes.length
  }

  /** Null where the lines are read one by one. */
  #rowsOf(bytes: Uint8Array): RowReader | null {
    if (this.#resting > 0) {
      this.#resting--
      return null
    }
    const way = this.#wayOf(bytes)
    const scanned = this.#scanned[way]
    if (bytes.length >= leastScanned && scanned.kinds.length > 0)
      this.#rows[way] ??= new RowReader(scanned, this.#context, this.#log, bytes)
    if (this.#rows[way] !== null) openReaders.use(this.#place)
    return this.#rows[way]
  }

  /** Where more sources are at work than there is room for, it would be open again at once, and another one not. */
  letGo(): void {
    this.#rows = { json: null, text: null }
    this.#resting = longestRest
  }

  /** What the first line is. */
  #wayOf(bytes: Uint8Array): 'json' | 'text' {
    const [first] = this.#scanned.json.kinds
    const messageStart = first?.kind.values.scanned?.messageStart
    if (messageStart === undefined) return bytes[0] === openBrace ? 'json' : 'text'
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(0, bytes.indexOf(newline))).toString('latin1')
    return line.charCodeAt(messageStart(line)) === openBrace ? 'json' : 'text'
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

/** The kinds that come first: those whose lines are JSON, and behind them those that are text. None where somebody wants more of a line than what it means. */
function scannedOf(opens: readonly OpenValues[], kinds: readonly Kind[]): Record<'json' | 'text', ScannedKinds> {
  const all = kinds.map((kind, index): ScannedKind => ({ kind, open: opens[index]! }))
  const json = leading(all, 'json')
  const text = leading(all.slice(json.length), 'text')
  return {
    json: { kinds: json.some(wantsWhole) ? [] : json, isBehindJson: false },
    text: { kinds: text.some(wantsWhole) ? [] : text, isBehindJson: json.length > 0 },
  }
}

function leading(kinds: readonly ScannedKind[], way: 'json' | 'text'): readonly ScannedKind[] {
  const other = kinds.findIndex(({ kind }) => kind.values.scanned?.kind !== way)
  return kinds.slice(0, other < 0 ? kinds.length : other)
}

const wantsWhole = ({ kind: { gives } }: ScannedKind): boolean =>
  Object.values(gives).some(({ events, shared }) =>
    [...shared, ...events.flatMap(({ columns }) => columns)].some(({ from }) => from === 'whole'),
  )

// A message's text → what each detector found first in it, as its receiver would read it. Never throws, and is bounded.
import type { Threat } from '../event/found-fields.ts'
import { shortestBase64 } from './decode/base64.ts'
import { escaping, type Form, formsOf } from './decode/decode.ts'
import type { Detector, Escape, Piece } from './detector.ts'
import { blankBit, detectorBit, type Marks, marksFor } from './pieces/marks.ts'
import { MessageReader } from './pieces/message-reader.ts'

export interface Found {
  readonly threat: Threat
  readonly shape: string
  /** `$.params[2].name`; `$` for the whole message. */
  readonly place: string
  /** What had to be undone to read it. */
  readonly undone: readonly Escape[]
  /** Where it begins and ends in `text`. */
  readonly start: number
  readonly end: number
  /** The text of that place, with its escapes undone. */
  readonly text: string
}

export interface Inspection {
  /** At most one for each detector. */
  readonly found: readonly Found[]
  /** Not all was looked at: the text is longer, or has more parts, than is looked at. */
  readonly isPartial: boolean
}

/** Characters of a text, and parts of it that detectors are asked about: what is beyond is not looked at. */
const mostText = 1 << 20
const mostPieces = 1 << 14
/** Messages that are remembered. */
const mostLast = 4

/** Whether something may stand in a text that its own characters do not show. */
const mayHide = (bits: number, length: number): boolean =>
  (bits & escaping) !== 0 || ((bits & blankBit) === 0 && length >= shortestBase64)

/** Built once for the detectors that are asked for, and used for one text after another. */
export class Inspector {
  readonly #detectors: readonly Detector[]
  readonly #marks: Marks
  readonly #reader: MessageReader
  #found: Found[] = []
  /** Texts that came last, and what was found in them. */
  readonly #last: { readonly text: string; readonly inspection: Inspection }[] = []
  #next = 0
  /** Bits of the detectors that have found nothing yet. */
  #open = 0
  #pieces = 0

  constructor(detectors: readonly Detector[]) {
    this.#detectors = detectors
    this.#marks = marksFor(detectors)
    this.#reader = new MessageReader({
      marks: this.#marks,
      isWorth: (bits, length) => this.#isWorth(bits, length),
      visit: (text, bits, kind) => this.#piece(text, bits, kind),
    })
  }

  inspect(text: string): Inspection {
    // What is relayed comes once for each that reads it.
    for (const known of this.#last) if (known.text === text) return known.inspection
    const inspection = this.#inspect(text)
    this.#last[this.#next] = { text, inspection }
    this.#next = (this.#next + 1) % mostLast
    return inspection
  }

  #inspect(text: string): Inspection {
    this.#open = this.#detectors.reduce((bits, _, index) => bits | detectorBit(index), 0)
    this.#pieces = 0
    this.#found = []
    this.#reader.read(text.length > mostText ? text.slice(0, mostText) : text)
    return { found: this.#found, isPartial: this.#pieces > mostPieces || text.length > mostText }
  }

  /** Whether any detector might find something there, in whatever form. */
  #isWorth(bits: number, length: number): boolean {
    if (this.#open === 0) return false
    if ((bits & this.#open) === 0 && !mayHide(bits, length)) return false
    return ++this.#pieces <= mostPieces
  }

  #piece(text: string, bits: number, kind: Piece['kind']): void {
    for (const form of formsOf(text, bits, this.#marks)) {
      if ((form.bits & this.#open) !== 0) this.#form(form, text, kind)
    }
  }

  #form({ text, undone, bits }: Form, written: string, kind: Piece['kind']): void {
    const piece = new Candidate({ text, written, kind, undone }, this.#reader)
    const detectors = this.#detectors
    for (let index = 0; index < detectors.length; index++) {
      const bit = detectorBit(index)
      if ((bits & this.#open & bit) === 0) continue
      const { threat, find } = detectors[index]!
      const finding = find(piece)
      if (finding === null) continue
      this.#open &= ~bit
      this.#found.push({ ...finding, threat, place: piece.place, undone, text })
    }
  }
}

/** Its place is put together only where somebody asks. */
class Candidate implements Piece {
  readonly text: string
  readonly written: string
  readonly kind: Piece['kind']
  readonly undone: readonly Escape[]
  readonly #reader: MessageReader

  constructor({ text, written, kind, undone }: Omit<Piece, 'place'>, reader: MessageReader) {
    this.text = text
    this.written = written
    this.kind = kind
    this.undone = undone
    this.#reader = reader
  }

  get place(): string {
    return this.#reader.place
  }
}

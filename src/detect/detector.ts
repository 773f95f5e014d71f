// The contract of a detector: one piece of a message, decoded → what of an attack's language stands in it, or nothing.
import type { Threat } from '../event/found-fields.ts'

/** A part of a message as its receiver would see it: a member's name, a value, an argument, or plain text. */
export interface Piece {
  readonly text: string
  /** A `key` is a member's name, `text` a message that is nothing else. */
  readonly kind: 'key' | 'value' | 'text'
  /** Where it was found: `$.params[2].name`. */
  readonly place: string
  /** The text as it came, with all escapes. */
  readonly written: string
  /** What was undone to read it, outermost first. Empty for the text as it came, which is always asked about first. */
  readonly undone: readonly Escape[]
}

/** `+` is a blank where forms are sent; `unicode` is fullwidth letters and overlong octets. */
export type Escape = 'percent' | 'plus' | 'html' | 'backslash' | 'base64' | 'unicode'

export interface Finding {
  /** What was recognised, in lower-case words joined by hyphens: `string-breakout`. Stable. */
  readonly shape: string
  /** Where it begins and ends in the piece's text, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

export interface Detector {
  readonly threat: Threat
  /** A piece with none of these characters is never asked about: upper and lower case are one, all beyond ASCII are `\u0080`. */
  readonly marks: string
  /** Two letters that a text of several words may begin with and have none of the marks: `or true`, `UNION SELECT a`. */
  readonly leads?: readonly string[]
  /** Linear in the text's length, and never throws. */
  readonly find: (piece: Piece) => Finding | null
}

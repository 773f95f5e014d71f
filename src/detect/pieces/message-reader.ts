// A message's text → its pieces one after another: names and texts of JSON, also of JSON in its texts, headers, arguments of a query, fields of a form.
import type { Piece } from '../detector.ts'
import { literalsOf } from './graphql.ts'
import { type JsonEnd, JsonReader, readString } from './json.ts'
import { bitsOf, equalsBit, type Marks } from './marks.ts'
import { formParts, isSpace, jsonStart, mayBeJson, stompParts } from './shapes.ts'

export interface PieceReading {
  readonly marks: Marks
  /** Whether a text of so many characters, with these bits, is to be told. */
  readonly isWorth: (bits: number, length: number) => boolean
  readonly visit: (text: string, bits: number, kind: Piece['kind']) => void
}

/** JSON in JSON in JSON. */
const deepest = 4

interface Level {
  path(): string
}

export class MessageReader {
  readonly #reading: PieceReading
  readonly #readers: JsonReader[]
  /** What is open, outermost first. */
  readonly #levels: Level[] = []

  constructor(reading: PieceReading) {
    this.#reading = reading
    this.#readers = Array.from({ length: deepest }, () => new JsonReader(reading.marks, (leaf) => this.#leaf(leaf)))
  }

  /** Where the piece stands that is being told: `$.params[2].name`. */
  get place(): string {
    return `$${this.#levels.map((level) => level.path()).join('')}`
  }

  read(text: string): void {
    this.#levels.length = 0
    const start = jsonStart(text)
    if (start >= 0 && this.#json(text, start) !== 'broken') return
    const stomp = stompParts(text)
    if (stomp === null) this.#text(text, 'text')
    else this.#stomp(text, stomp)
  }

  #stomp(text: string, { headers, body }: NonNullable<ReturnType<typeof stompParts>>): void {
    for (const { name, start, end } of headers) this.#within(name, text.slice(start, end))
    const inner = text.slice(body.start, body.end).trim()
    if (!mayBeJson(inner) || this.#json(inner, 0) !== 'whole') this.#within('body', inner)
  }

  /** One value after another, as records are. */
  #json(text: string, from: number): JsonEnd {
    const reader = this.#readers[this.#levels.length]
    if (reader === undefined) return 'broken'
    this.#levels.push(reader)
    let [at, end] = [from, 'whole' as JsonEnd]
    while (at < text.length && end === 'whole') {
      end = reader.read(text, at)
      at = reader.at
      while (at < text.length && isSpace(text.charCodeAt(at))) at++
    }
    this.#levels.pop()
    return end
  }

  #leaf(leaf: JsonReader): void {
    const { bits, start, end, kind } = leaf
    if (!this.#reading.isWorth(bits, end - start)) return
    const written = leaf.text.slice(start, end)
    const text = leaf.isEscaped ? readString(written) : written
    if (kind === 'value') this.#value(text, bits)
    else this.#reading.visit(text, bits, kind)
  }

  /** A text in the message: JSON once more, a query with texts of its own, or what it is. */
  #value(text: string, bits: number): void {
    if (mayBeJson(text) && this.#json(text, 0) === 'whole') return
    if (!this.#query(text)) this.#plain(text, bits, 'value')
  }

  #query(text: string): boolean {
    const literals = literalsOf(text)
    for (const { text: literal, isEscaped } of literals ?? [])
      this.#text(isEscaped ? readString(literal) : literal, 'value')
    return literals !== null
  }

  #plain(text: string, bits: number, kind: Piece['kind']): void {
    this.#reading.visit(text, bits, kind)
    if ((bits & equalsBit) === 0) return
    for (const { name, start, end } of formParts(text) ?? []) this.#within(name, text.slice(start, end))
  }

  /** A part that has a name of its own. */
  #within(name: string, text: string): void {
    this.#levels.push({ path: () => `.${name.slice(0, 64)}` })
    this.#text(text, 'value')
    this.#levels.pop()
  }

  #text(text: string, kind: Piece['kind']): void {
    const bits = bitsOf(this.#reading.marks, text, 0, text.length)
    if (!this.#reading.isWorth(bits, text.length)) return
    if (kind === 'value' && mayBeJson(text) && this.#json(text, 0) === 'whole') return
    this.#plain(text, bits, kind)
  }
}

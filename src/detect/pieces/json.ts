// A JSON text, whole or cut off → its names and texts one after another, with what their characters concern. One pass, no parsing.
import { blankBit, leadBits, type Marks } from './marks.ts'

/** Told of each name and text; what it is stands in the reader while it is called. */
export type Visit = (leaf: JsonReader) => void

/** `cut`: it ends before it is complete. `broken`: it is no JSON. */
export type JsonEnd = 'whole' | 'cut' | 'broken'

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Levels that a place names. */
const mostNamed = 32

/** `first`: a value, or the end of an array that has none. */
type Expected = 'value' | 'first' | 'name' | 'colon' | 'next'

export class JsonReader {
  /** Of the name or text that is being told. */
  kind: 'key' | 'value' = 'value'
  start = 0
  end = 0
  /** Whether it has backslashes. */
  isEscaped = false
  bits = 0
  /** Where reading ended: behind the value, where it was whole. */
  at = 0
  readonly #marks: Marks
  readonly #visit: Visit
  #text = ''
  /** Of each open object and array: where the newest member's name begins and ends, or -1 and the index of the element. */
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  constructor(marks: Marks, visit: Visit) {
    this.#marks = marks
    this.#visit = visit
  }

  get text(): string {
    return this.#text
  }

  /** Reads one value. */
  read(text: string, from: number): JsonEnd {
    this.#text = text
    this.#starts.length = 0
    this.#ends.length = 0
    this.at = from
    return this.#run()
  }

  /** Of what is being told: `.params[2].name`. */
  path(): string {
    const levels = this.#starts.slice(0, mostNamed).map((start, level) => {
      const end = this.#ends[level]!
      return start === noName ? `[${end}]` : start === 0 ? '' : named(this.#text.slice(start, end))
    })
    return `${levels.join('')}${this.#starts.length > mostNamed ? '…' : ''}`
  }

  #run(): JsonEnd {
    let expected: Expected = 'value'
    const text = this.#text
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at)
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue
      const next = this.#step(code, expected)
      if (next === null) return this.at >= text.length ? 'cut' : 'broken'
      expected = next
      if (expected === 'next' && this.#starts.length === 0) {
        this.at++
        return 'whole'
      }
    }
    return 'cut'
  }

  /** Leaves `at` on the last character that it read. Null where this cannot stand here, or where the text ends within it. */
  #step(code: number, expected: Expected): Expected | null {
    switch (expected) {
      case 'value':
        return this.#value(code)
      case 'first':
        return code === closeBracket ? this.#close() : this.#value(code)
      case 'name':
        return this.#name(code)
      case 'colon':
        return code === colon ? 'value' : null
      case 'next':
        return this.#next(code)
    }
  }

  #value(code: number): Expected | null {
    if (code === quote) return this.#string('value') ? 'next' : null
    if (code === openBrace) return this.#open(0, 0, 'name')
    if (code === openBracket) return this.#open(noName, 0, 'first')
    return isScalar(code) ? this.#scalar() : null
  }

  #name(code: number): Expected | null {
    if (code === closeBrace) return this.#close()
    if (code !== quote) return null
    const start = this.at + 1
    if (!this.#string('key')) return null
    this.#starts[this.#starts.length - 1] = start
    this.#ends[this.#ends.length - 1] = this.end
    return 'colon'
  }

  #next(code: number): Expected | null {
    const isArray = this.#starts.at(-1) === noName
    if (code === comma) {
      if (!isArray) return 'name'
      this.#ends[this.#ends.length - 1]!++
      return 'value'
    }
    return code === (isArray ? closeBracket : closeBrace) ? this.#close() : null
  }

  #open(start: number, end: number, then: Expected): Expected {
    this.#starts.push(start)
    this.#ends.push(end)
    return then
  }

  #close(): Expected {
    this.#starts.pop()
    this.#ends.pop()
    return 'next'
  }

  /** Numbers, true, false and null: nobody asks which. */
  #scalar(): Expected {
    const text = this.#text
    let at = this.at + 1
    while (at < text.length && isScalar(text.charCodeAt(at))) at++
    this.at = at - 1
    return 'next'
  }

  /** Tells of the text that begins here. Of one that is cut off, what there is of it. */
  #string(kind: JsonReader['kind']): boolean {
    const [text, marks] = [this.#text, this.#marks]
    let [at, bits, isEscaped] = [this.at + 1, 0, false]
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) break
      if (code === backslash) {
        isEscaped = true
        const escaped = escapedAt(text, at + 1)
        bits |= marks[escaped < 128 ? escaped : 128]!
        at++
      } else bits |= marks[code < 128 ? code : 128]!
    }
    this.kind = kind
    this.start = this.at + 1
    this.end = Math.min(at, text.length)
    this.isEscaped = isEscaped
    this.bits = (bits & blankBit) === 0 ? bits : bits | leadBits(marks, text, this.start)
    this.#visit(this)
    this.at = at
    return at < text.length
  }
}

const noName = -1

const named = (name: string): string => (/^[\w$-]{1,64}$/.test(name) ? `.${name}` : `["${name.slice(0, 64)}"]`)

/** Letters, digits, and what numbers have. */
const isScalar = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x2b ||
  code === 0x45

/** The character that an escape behind a backslash stands for. */
function escapedAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === 0x75) return Number.parseInt(text.slice(at + 1, at + 5), 16) || 0
  return short[code] ?? code
}

const short: Readonly<Record<number, number>> = { 110: 0x0a, 116: 0x09, 114: 0x0d, 98: 0x08, 102: 0x0c }

/** What stands between the quotes → what it means. Whatever is no escape, as where the text was cut, stays as it is. */
export function readString(written: string): string {
  try {
    return JSON.parse(`"${written}"`)
  } catch {
    return written.replace(/\\(?:u([\da-fA-F]{4})|([^u]))/gs, (_whole, hex: string | undefined, character: string) =>
      String.fromCharCode(hex === undefined ? escapedAt(character, 0) : Number.parseInt(hex, 16)),
    )
  }
}

// Lines of JSON objects among bytes → where the wanted values stand in them. Each byte is held against RFC 8259, so that
// a line that is walked to its end is one that JSON.parse would take.
import {
  backslash,
  carriageReturn,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dot,
  minus,
  newline,
  openBrace,
  openBracket,
  plus,
  quote,
  space,
  tab,
  zero,
} from './bytes.ts'
import { createKeys, type Edge, learn, type Node, type WantedPath } from './keys.ts'

/** Methods give the place behind what they read, or -1. Lines end in a newline, so that nothing reads past the last one. */
export class JsonWalk {
  /** By slot, of the line walked last: a text with its quotes; an array of scalars with its brackets. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly #root: Node
  /** By slot, and behind those by object on the way to one: the line that last had it. */
  readonly #seen: Int32Array
  #line = 0
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #end = 0

  constructor(wanted: readonly WantedPath[], slots: number) {
    this.#root = createKeys(wanted)
    this.#seen = new Int32Array(numberObjects(this.#root, slots))
    this.starts = new Int32Array(slots)
    this.ends = new Int32Array(slots)
  }

  /** The next lines stand in `bytes` before `end`, behind the last newline. */
  load(bytes: Uint8Array, view: DataView, end: number): void {
    this.#bytes = bytes
    this.#view = view
    this.#end = end
  }

  /**
   * The place behind the newline of the line that starts there. -1 where it may be no JSON object, or may mean something
   * else than its plain values: a key stands in it twice, a wanted array holds more than scalars.
   */
  line(start: number): number {
    if (this.#bytes[start] !== openBrace) return -1
    if (this.#line === mostLines) this.#forget()
    this.#line++
    const after = this.#object(this.#root, start + 1)
    if (after < 0) return -1
    const end = this.#space(after)
    return this.#bytes[end] === newline ? end + 1 : -1
  }

  has(slot: number): boolean {
    return this.#seen[slot] === this.#line && this.starts[slot]! >= 0
  }

  #forget(): void {
    this.#seen.fill(0)
    this.#line = 0
  }

  #object(node: Node, from: number): number {
    const bytes = this.#bytes
    let at = this.#space(from)
    if (bytes[at] === closeBrace) return at + 1
    let before = node.before
    for (;;) {
      const edge: Edge | null = this.#expected(before, at) ?? this.#key(node, before, at)
      if (edge === null) return -1
      at += edge.length
      at = edge.child === null ? this.#value(at) : this.#wanted(edge.child, at)
      if (at < 0) return -1
      if (bytes[at]! <= space) at = this.#space(at)
      const code = bytes[at]
      if (code === closeBrace) return at + 1
      if (code !== comma) return -1
      at++
      if (bytes[at]! <= space) at = this.#space(at)
      before = edge
    }
  }

  /** One of the keys that came next in lines before, or the one after it: a key may be missing. */
  #expected({ next, other }: Edge, at: number): Edge | null {
    if (next === null || this.#isAt(next, at)) return next
    if (other !== null && this.#isAt(other, at)) return other
    const after = next.next
    return after !== null && this.#isAt(after, at) ? after : null
  }

  #isAt({ lead, words, length }: Edge, at: number): boolean {
    if (at + length > this.#end) return false
    const view = this.#view
    let place = at
    for (let index = 0; index < words.length; index++, place += 4) {
      if (view.getInt32(place, true) !== words[index]) return false
    }
    for (let index = words.length * 4; index < length; index++, place++) {
      if (this.#bytes[place] !== lead[index]) return false
    }
    return true
  }

  /** Any other key: the lines after this one may have it here too. */
  #key(node: Node, before: Edge, at: number): Edge | null {
    const bytes = this.#bytes
    if (bytes[at] !== quote) return null
    const end = this.#text(at + 1)
    if (end < 0) return null
    const mark = this.#space(end)
    if (bytes[mark] !== colon) return null
    const lead = Buffer.from(bytes.buffer, bytes.byteOffset + at, this.#space(mark + 1) - at)
    const edge = node.edges.get(lead.toString('latin1')) ?? learn(node, lead, lead.toString('utf8', 1, end - 1 - at))
    before.other = before.next
    before.next = edge
    return edge
  }

  #wanted(node: Node, from: number): number {
    const at = this.#bytes[from]! <= space ? this.#space(from) : from
    const { slot } = node
    // Twice in one line, in one spelling or two: which of them counts is told elsewhere.
    if (this.#seen[slot] === this.#line) return -1
    this.#seen[slot] = this.#line
    const isField = slot < this.starts.length
    const code = this.#bytes[at]
    if (code === openBrace) {
      if (isField) this.starts[slot] = -1
      return node.children.size > 0 ? this.#object(node, at + 1) : this.#value(at)
    }
    const end = code === openBracket ? this.#scalars(at) : this.#value(at)
    if (isField) {
      this.starts[slot] = at
      this.ends[slot] = end
    }
    return end
  }

  #scalars(from: number): number {
    let at = this.#space(from + 1)
    if (this.#bytes[at] === closeBracket) return at + 1
    for (;;) {
      const code = this.#bytes[at]!
      if (code === openBrace || code === openBracket || code === letterN) return -1
      at = this.#value(at)
      if (at < 0) return -1
      at = this.#space(at)
      if (this.#bytes[at] === closeBracket) return at + 1
      if (this.#bytes[at] !== comma) return -1
      at = this.#space(at + 1)
    }
  }

  #value(from: number, levels = deepest): number {
    const at = this.#bytes[from]! <= space ? this.#space(from) : from
    const code = this.#bytes[at]!
    if (code === quote) return this.#text(at + 1)
    if (code === openBrace || code === openBracket) return levels === 0 ? -1 : this.#container(code, at + 1, levels - 1)
    if (code === letterT) return this.#word(at, trueWord)
    if (code === letterN) return this.#word(at, nullWord)
    if (code === letterF) return this.#word(at + 1, alseWord)
    return this.#number(at)
  }

  /** An object or array that nobody wants the inside of. */
  #container(open: number, from: number, levels: number): number {
    const bytes = this.#bytes
    // RFC 8259 section 2: each closes with the second character after the one that opened it.
    const close = open + 2
    let at = this.#space(from)
    if (bytes[at] === close) return at + 1
    for (;;) {
      if (open === openBrace) {
        if (bytes[at] !== quote) return -1
        at = this.#text(at + 1)
        if (at < 0) return -1
        at = this.#space(at)
        if (bytes[at] !== colon) return -1
        at++
      }
      at = this.#value(at, levels)
      if (at < 0) return -1
      at = this.#space(at)
      if (bytes[at] === close) return at + 1
      if (bytes[at] !== comma) return -1
      at = this.#space(at + 1)
    }
  }

  /** From behind the opening quote to behind the closing one. */
  #text(from: number): number {
    const bytes = this.#bytes
    let at = from
    for (;;) {
      while (isPlain[bytes[at]!] !== 0) at++
      const code = bytes[at]
      if (code === quote) return at + 1
      if (code !== backslash) return -1
      const next = bytes[at + 1]!
      if (next === letterU) {
        for (let digit = at + 2; digit < at + 6; digit++) if (isHex[bytes[digit]!] === 0) return -1
        at += 6
      } else if (isEscape[next] !== 0) at += 2
      else return -1
    }
  }

  /** RFC 8259 section 6. What follows it is looked at by whoever asks. */
  #number(from: number): number {
    const bytes = this.#bytes
    let at = bytes[from] === minus ? from + 1 : from
    at = bytes[at] === zero ? at + 1 : this.#digits(at)
    if (at >= 0 && bytes[at] === dot) at = this.#digits(at + 1)
    if (at >= 0 && (bytes[at]! | 0x20) === letterE) {
      const sign = bytes[at + 1]
      at = this.#digits(sign === plus || sign === minus ? at + 2 : at + 1)
    }
    return at
  }

  #digits(from: number): number {
    const bytes = this.#bytes
    let at = from
    while ((bytes[at]! - zero) >>> 0 < 10) at++
    return at === from ? -1 : at
  }

  #word(at: number, word: number): number {
    return at + 4 <= this.#end && this.#view.getInt32(at, true) === word ? at + 4 : -1
  }

  #space(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (bytes[at] === space || bytes[at] === tab || bytes[at] === carriageReturn) at++
    return at
  }
}

/** Lines are numbered from 1 up to here, and then again. */
const mostLines = 1 << 30
/** Levels of what nobody wants the inside of; a stack has an end. */
const deepest = 64

const letterE = 0x65
const letterF = 0x66
const letterN = 0x6e
const letterT = 0x74
const letterU = 0x75
/** Four letters as one little-endian number. */
const wordOf = (text: string): number => Buffer.from(text).readInt32LE()
const trueWord = wordOf('true')
const nullWord = wordOf('null')
const alseWord = wordOf('alse')

/** RFC 8259 section 7: what a text is made of besides escapes. Beyond the bytes there is nothing. */
const isPlain = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(code >= space && code !== quote && code !== backslash),
)
const isEscape = tableOf('"\\/bfnrt')
const isHex = tableOf('0123456789abcdefABCDEF')

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const code of Buffer.from(characters)) table[code] = 1
  return table
}

/** Objects on the way to a wanted value get the places behind the slots. Returns how many places there are. */
function numberObjects(node: Node, from: number): number {
  let next = from
  for (const child of node.children.values()) {
    if (child.slot < 0) child.slot = next++
    next = numberObjects(child, next)
  }
  return next
}

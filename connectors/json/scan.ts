// A line of JSON and the paths wanted of it → where their values stand. Nothing else of the line is built.

import { backslash, closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from './bytes.ts'
import { createKeys, type Edge, learn, type Node } from './keys.ts'

/** Keys from the outermost object inwards; a key may hold dots. */
export type JsonPath = readonly string[]

export interface JsonScanner {
  /**
   * Writes start and end of each path's value into `spans`, in their order: of a text what is within its quotes, of
   * anything else all of it; -1 where the line does not have it. False where the line is no JSON object. Numbers and
   * texts are found, not proven: `1e` passes as a number.
   *
   * `line` holds one character a byte. `bytes` are the same from `start` on, where the caller has them.
   */
  scan(line: string, spans: Int32Array, bytes?: Uint8Array, start?: number): boolean
  /** Grows whenever a path was found that no line before had. */
  readonly found: number
  /** Whether any line so far had the path, by its place. True of what is no path. */
  wasFound(slot: number): boolean
}

export function createJsonScanner(paths: readonly JsonPath[]): JsonScanner {
  const root = createKeys(paths)
  const walk = new Walk(paths.length)
  return {
    get found() {
      return walk.found
    },
    wasFound: (slot) => walk.wasFound[slot] !== 0,
    scan(line, spans, bytes, start = 0) {
      // A line of another kind is seen at its first character.
      if (line.charCodeAt(0) !== openBrace) return false
      spans.fill(-1)
      return bytes === undefined
        ? walk.run(root, line, Buffer.from(line, 'latin1'), 0, spans)
        : walk.run(root, line, bytes, start, spans)
    },
  }
}

/**
 * Methods give the place behind what they read, or -1. Bytes are compared many times faster than characters of a string,
 * and a character is found in a string many times faster than a byte: so both are here.
 */
class Walk {
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #line = ''
  #start = 0
  #end = 0
  #spans: Int32Array = new Int32Array(0)
  found = 0
  readonly wasFound: Uint8Array

  constructor(paths: number) {
    this.wasFound = new Uint8Array(paths)
  }

  run(root: Node, line: string, bytes: Uint8Array, start: number, spans: Int32Array): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    this.#line = line
    this.#start = start
    this.#end = start + line.length
    this.#spans = spans
    const after = this.#object(root, start + 1)
    return after >= 0 && this.#skipSpace(after) === this.#end
  }

  #object(node: Node, from: number): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = bytes[from]! <= 0x20 ? this.#skipSpace(from) : from
    if (bytes[at] === closeBrace && at < end) return at + 1
    let before = node.before
    for (;;) {
      const edge: Edge | null = this.#expected(before, at) ?? this.#key(node, before, at)
      if (edge === null) return -1
      at = this.#value(edge.child, at + edge.length)
      if (at < 0) return -1
      if (bytes[at]! <= 0x20) at = this.#skipSpace(at)
      if (at >= end) return -1
      const code = bytes[at]
      if (code === closeBrace) return at + 1
      if (code !== comma) return -1
      at++
      if (bytes[at]! <= 0x20) at = this.#skipSpace(at)
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
    if (at >= this.#end || this.#bytes[at] !== quote) return null
    const end = this.#stringEnd(at + 1)
    if (end < 0) return null
    const mark = this.#skipSpace(end + 1)
    if (mark >= this.#end || this.#bytes[mark] !== colon) return null
    const from = at - this.#start
    const lead = this.#line.slice(from, this.#skipSpace(mark + 1) - this.#start)
    const edge = node.edges.get(lead) ?? learn(node, lead, this.#line.slice(from + 1, end - this.#start))
    before.other = before.next
    before.next = edge
    return edge
  }

  #value(node: Node | null, from: number): number {
    // The line before may have had less space here.
    const at = this.#bytes[from]! <= 0x20 ? this.#skipSpace(from) : from
    if (at >= this.#end) return -1
    const code = this.#bytes[at]!
    if (code === quote) {
      const end = this.#stringEnd(at + 1)
      if (end < 0) return -1
      this.#note(node, at + 1, end)
      return end + 1
    }
    const end = this.#unquoted(node, code, at)
    if (end >= 0) this.#note(node, at, end)
    return end
  }

  #unquoted(node: Node | null, code: number, at: number): number {
    if (code === openBrace && node !== null && node.children.size > 0) return this.#object(node, at + 1)
    if (code === openBrace || code === openBracket) return this.#container(at)
    return this.#scalar(code, at)
  }

  #note(node: Node | null, start: number, end: number): void {
    if (node === null || node.slot < 0) return
    const { slot } = node
    this.#spans[2 * slot] = start - this.#start
    this.#spans[2 * slot + 1] = end - this.#start
    if (this.wasFound[slot] === 0) {
      this.wasFound[slot] = 1
      this.found++
    }
  }

  /** A number, true, false or null: up to what ends it. */
  #scalar(first: number, from: number): number {
    if (!startsScalar(first)) return -1
    const bytes = this.#bytes
    for (let at = from + 1; at < this.#end; at++) {
      const code = bytes[at]!
      if (code === comma || code === closeBrace || code === closeBracket || code <= 0x20) return at
    }
    return -1
  }

  /** An object or array that nobody wants the inside of. Its brackets are held against each other. */
  #container(from: number): number {
    const bytes = this.#bytes
    const closers: number[] = []
    for (let at = from; at < this.#end; at++) {
      const code = bytes[at]!
      if (code === quote) {
        at = this.#stringEnd(at + 1)
        if (at < 0) return -1
      } else if (code === openBrace || code === openBracket) closers.push(code + 2)
      else if (code === closeBrace || code === closeBracket) {
        if (closers.pop() !== code) return -1
        if (closers.length === 0) return at + 1
      }
    }
    return -1
  }

  #stringEnd(from: number): number {
    const line = this.#line
    const start = this.#start
    let end = line.indexOf('"', from - start)
    while (end >= 0 && this.#bytes[start + end - 1] === backslash && this.#isEscaped(start + end, from))
      end = line.indexOf('"', end + 1)
    return end < 0 ? -1 : start + end
  }

  #isEscaped(at: number, from: number): boolean {
    let backslashes = 0
    while (at - backslashes - 1 >= from && this.#bytes[at - backslashes - 1] === backslash) backslashes++
    return backslashes % 2 === 1
  }

  #skipSpace(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (at < this.#end && bytes[at]! <= 0x20 && isSpace(bytes[at]!)) at++
    return at
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

/** `-`, a digit, `t`, `f` or `n`. RFC 8259 section 3. */
const startsScalar = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x74 || code === 0x66 || code === 0x6e

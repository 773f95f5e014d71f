// The bytes of a HAR → its entries one by one, however long the document is. Only brackets, strings and two keys are looked at.
import { backslash, closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from '../json/bytes.ts'

/** Half-open range of bytes. */
export interface Range {
  readonly start: number
  readonly end: number
}

export type Found =
  | { readonly kind: 'entry'; readonly range: Range }
  /** Something that is no object where an entry belongs, or an entry that is too long. All before its end is done with. */
  | { readonly kind: 'odd'; readonly reason: string; readonly range: Range }
  /** The bytes end before anything whole. All before `at` is done with. */
  | { readonly kind: 'more'; readonly at: number }

/** A longer entry is no recording of a browser that anybody could read. */
export const longestEntry = 64 * 1024 * 1024

const tooLong = 'entry longer than 64 MiB'
const noList = 'no log.entries in the first 64 MiB'
const noObject = 'no object where an entry belongs'

/** Offsets are of the whole source: the same bytes may be given again, with more behind them. */
export class EntryFinder {
  readonly #longest: number
  #place: 'before' | 'within' | 'after'
  /** Up to where the record that begins at `#from` has been looked at, and what it is inside of there. */
  #from = 0
  #seen = 0
  #depth = 0
  #isString = false
  /** Of the document's head: the last string, which is a key where a colon follows, and the last key. */
  #textStart = 0
  #text = ''
  #key = ''
  #isLog = false
  #isSkipping = false

  /** `offset` is where reading begins: behind the start of the source, it begins between two entries. */
  constructor(offset: number, longest: number = longestEntry) {
    this.#longest = longest
    this.#place = offset === 0 ? 'before' : 'within'
    this.#seen = offset
  }

  /** Whether the list of entries was found, and its end. */
  get place(): 'before' | 'within' | 'after' {
    return this.#place
  }

  /** What comes next at `at` in `bytes`, which begin at `offset` of the source. */
  next(bytes: Uint8Array, offset: number, at: number): Found {
    if (this.#place === 'before') {
      const end = this.#findList(bytes, offset)
      if (end >= 0) this.#place = 'within'
      else if (bytes.length <= this.#longest) return { kind: 'more', at: 0 }
      else this.#place = 'after'
      return end >= 0
        ? this.next(bytes, offset, end)
        : { kind: 'odd', reason: noList, range: { start: 0, end: bytes.length } }
    }
    if (this.#place === 'after') return { kind: 'more', at: bytes.length }
    if (this.#isSkipping) return this.#skip(bytes, offset, at)
    const start = skipBetween(bytes, at)
    if (start === bytes.length) return { kind: 'more', at: start }
    if (bytes[start] === closeBracket) {
      this.#place = 'after'
      return { kind: 'more', at: bytes.length }
    }
    return bytes[start] === openBrace ? this.#entry(bytes, offset, start) : this.#odd(bytes, start)
  }

  /** More of it may come. */
  #odd(bytes: Uint8Array, start: number): Found {
    const end = skipOdd(bytes, start)
    if (end === bytes.length && end - start <= this.#longest) return { kind: 'more', at: start }
    return { kind: 'odd', reason: noObject, range: { start, end } }
  }

  #entry(bytes: Uint8Array, offset: number, start: number): Found {
    if (this.#from !== offset + start || this.#depth === 0) this.#begin(offset + start)
    const end = this.#scan(bytes, offset)
    if (end >= 0) {
      const isTooLong = end - start > this.#longest
      return isTooLong
        ? { kind: 'odd', reason: tooLong, range: { start, end } }
        : { kind: 'entry', range: { start, end } }
    }
    if (bytes.length - start <= this.#longest) return { kind: 'more', at: start }
    this.#isSkipping = true
    return { kind: 'odd', reason: tooLong, range: { start, end: this.#seen - offset } }
  }

  /** Past the end of an entry that is too long. */
  #skip(bytes: Uint8Array, offset: number, at: number): Found {
    this.#seen = Math.max(this.#seen, offset + at)
    const end = this.#scan(bytes, offset)
    if (end < 0) return { kind: 'more', at: this.#seen - offset }
    this.#isSkipping = false
    return this.next(bytes, offset, end)
  }

  #begin(from: number): void {
    this.#from = from
    this.#seen = from
    this.#depth = 0
    this.#isString = false
  }

  /** Goes on to the bracket that closes the entry: the place behind it, or -1 where the bytes end before. */
  #scan(bytes: Uint8Array, offset: number): number {
    let depth = this.#depth
    let at = this.#seen - offset
    if (this.#isString) at = this.#endString(bytes, at)
    while (at < bytes.length && !this.#isString) {
      const code = bytes[at++]!
      if (code === quote) at = this.#endString(bytes, at)
      else if (code === openBrace || code === openBracket) depth++
      else if ((code === closeBrace || code === closeBracket) && --depth === 0) {
        this.#depth = 0
        this.#seen = offset + at
        return at
      }
    }
    this.#depth = depth
    this.#seen = offset + at
    return -1
  }

  /** The place behind the string that `at` is in, or where to go on when more of it has come. */
  #endString(bytes: Uint8Array, at: number): number {
    const end = stringEnd(bytes, at)
    this.#isString = end >= bytes.length || bytes[end] !== quote
    return this.#isString ? end : end + 1
  }

  /** The place behind the bracket that opens `log.entries`, or -1 where it is not there yet. */
  #findList(bytes: Uint8Array, offset: number): number {
    let at = this.#seen - offset
    for (; at < bytes.length; at++) {
      if (this.#isString) {
        at = stringEnd(bytes, at)
        if (at >= bytes.length || bytes[at] !== quote) break
        this.#isString = false
        this.#text = textOf(bytes, this.#textStart - offset, at)
        continue
      }
      const code = bytes[at]!
      if (code === quote) {
        this.#isString = true
        this.#textStart = offset + at + 1
      } else if (code === colon) this.#key = this.#text
      else if (code === openBrace || code === openBracket) {
        if (code === openBracket && this.#depth === 2 && this.#isLog && this.#key === 'entries') return at + 1
        if (this.#depth === 1) this.#isLog = code === openBrace && this.#key === 'log'
        this.#depth++
      } else if (code === closeBrace || code === closeBracket) this.#depth--
    }
    this.#seen = offset + at
    return -1
  }
}

/** The quote that ends the string, or where the bytes end: before a backslash whose character has not come. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  for (let code = bytes[at]; code !== quote && at < bytes.length; code = bytes[at]) {
    if (code === backslash && at + 1 >= bytes.length) return at
    at += code === backslash ? 2 : 1
  }
  return at
}

/** Only short ones can be the keys that are looked for. */
const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  start < 0 || end - start > longestKey ? '' : String.fromCharCode(...bytes.subarray(start, end))

const longestKey = 'entries'.length

function skipBetween(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at]! <= 0x20 || bytes[at] === comma)) at++
  return at
}

/** To where an entry may begin again, or the list may end. */
function skipOdd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== openBrace && bytes[at] !== closeBracket) at++
  return Math.max(at, from + 1)
}

// Plain data, as JSON has it → bytes. What comes again in one state is told once: names of fields, texts, times close by.
import { firstShapes, longestAgain, mostShapes, noTexts, placeOf, shortArrays, shortTexts, tags } from './tags.ts'

const leastRoom = 1 << 16
const wholeLimit = 2 ** 31
const furthest = 2 ** 30

const utf8 = new TextEncoder()

type Named = Readonly<Record<string, unknown>>

export class Encoder {
  readonly #list: (list: object) => number | null
  #bytes = new Uint8Array(leastRoom)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  /** The number from 2^31 on that came last. */
  #last = 0
  readonly #texts = noTexts()
  readonly #shapes = new Map<string, number>()
  /** By how many names: those that came last, and their number. */
  readonly #recent: ({ readonly names: readonly string[]; readonly shape: number } | undefined)[] = []

  /** `list`: the number of a list whose items come behind, or null where it is an object as any. */
  constructor(list: (list: object) => number | null) {
    this.#list = list
  }

  /** How many bytes there are to be taken. */
  get size(): number {
    return this.#at
  }

  /** All that was written since this was last asked. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#at)
    this.#at = 0
    return taken
  }

  write(value: unknown): void {
    if (typeof value === 'number') this.number(value)
    else if (typeof value === 'string') this.text(value)
    else if (typeof value === 'object' && value !== null) this.#object(value)
    else if (typeof value === 'boolean') this.#byte(value ? tags.true : tags.false)
    else if (value === null || value === undefined) this.#byte(tags.null)
    else throw new TypeError(`Not plain data: ${typeof value}`)
  }

  raw(bytes: readonly number[]): void {
    for (const byte of bytes) this.#byte(byte)
  }

  number(value: number): void {
    if (!Number.isInteger(value) || Object.is(value, -0)) this.#double(value)
    else if (value >= 0 && value < 0x80) this.#byte(value)
    else if (value >= 0 && value < wholeLimit) this.#tagged(tags.whole, value)
    else if (value < 0 && value > -wholeLimit) this.#tagged(tags.negative, -value)
    else this.#great(value)
  }

  /** Mostly a time, and close to the one before. */
  #great(value: number): void {
    const step = value - this.#last
    this.#last = value
    if (Math.abs(step) < furthest) this.#tagged(tags.further, step < 0 ? -step * 2 - 1 : step * 2)
    else this.#double(value)
  }

  #double(value: number): void {
    this.#byte(tags.double)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  text(text: string): void {
    if (text.length > longestAgain) {
      this.#newText(text)
      return
    }
    const place = placeOf(text)
    if (this.#texts[place] === text) {
      this.#tagged(tags.again, place)
      return
    }
    this.#texts[place] = text
    this.#newText(text)
  }

  #newText(text: string): void {
    if (text.length < shortTexts && this.#shortText(text)) return
    if (text.isWellFormed()) this.#longText(text)
    else this.#units(text)
  }

  /** False where it is not ASCII. */
  #shortText(text: string): boolean {
    const { length } = text
    if (this.#at + 1 + length > this.#bytes.length) this.#grow(1 + length)
    const bytes = this.#bytes
    const start = this.#at + 1
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) return false
      bytes[start + i] = code
    }
    bytes[this.#at] = tags.shortText + length
    this.#at = start + length
    return true
  }

  #longText(text: string): void {
    const { length } = text
    this.#grow(length * 3 + 6)
    // The bytes are known once they are written, and so is how many bytes that number takes: the most that it may.
    const start = this.#at + 6
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(start))
    this.#tagged(tags.text, written)
    this.#bytes.copyWithin(this.#at, start, start + written)
    this.#at += written
  }

  #units(text: string): void {
    this.#grow(text.length * 2 + 6)
    this.#tagged(tags.units, text.length)
    for (let i = 0; i < text.length; i++, this.#at += 2) this.#view.setUint16(this.#at, text.charCodeAt(i), true)
  }

  #object(value: object): void {
    if (Array.isArray(value)) {
      this.#array(value)
      return
    }
    const list = this.#list(value)
    if (list === null) this.#named(value as Named)
    else this.#tagged(tags.list, list)
  }

  /** The head of an array: so many values are written next. */
  array(length: number): void {
    if (length < shortArrays) this.#byte(tags.shortArray + length)
    else this.#tagged(tags.array, length)
  }

  #array(items: readonly unknown[]): void {
    this.array(items.length)
    for (let i = 0; i < items.length; i++) this.write(items[i])
  }

  /** What is undefined is not there. */
  #named(value: Named): void {
    let names = Object.keys(value)
    for (let i = 0; i < names.length; i++) {
      if (value[names[i]!] !== undefined) continue
      names = names.filter((name) => value[name] !== undefined)
      break
    }
    this.#names(names)
    for (let i = 0; i < names.length; i++) this.write(value[names[i]!])
  }

  #names(names: readonly string[]): void {
    const recent = this.#recent[names.length]
    if (recent !== undefined && areSame(recent.names, names)) this.#shape(recent.shape)
    else this.#otherNames(names)
  }

  #otherNames(names: readonly string[]): void {
    const text = JSON.stringify(names)
    const shape = this.#shapes.get(text)
    if (shape !== undefined) {
      this.#recent[names.length] = { names, shape }
      this.#shape(shape)
      return
    }
    const isNew = this.#shapes.size < mostShapes
    if (isNew) this.#shapes.set(text, this.#shapes.size)
    this.#tagged(isNew ? tags.newShape : tags.object, names.length)
    for (const name of names) this.write(name)
  }

  #shape(shape: number): void {
    if (shape < firstShapes) this.#byte(tags.firstShapes + shape)
    else this.#tagged(tags.shape, shape)
  }

  #tagged(tag: number, value: number): void {
    if (this.#at + 6 > this.#bytes.length) this.#grow(6)
    this.#bytes[this.#at++] = tag
    let rest = value
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#at++] = (rest & 0x7f) | 0x80
    this.#bytes[this.#at++] = rest
  }

  #byte(byte: number): void {
    if (this.#at + 16 > this.#bytes.length) this.#grow(16)
    this.#bytes[this.#at++] = byte
  }

  /** Room for so many bytes more. */
  #grow(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more))
    wider.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = wider
    this.#view = new DataView(wider.buffer)
  }
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

// Bytes → the plain data that was written. Throws where they are not what was written.
import { longestAgain, noTexts, placeOf, tags } from './tags.ts'

const wholeLimit = 2 ** 31

type Names = readonly string[]

export class Decoder {
  readonly #pieces: Iterator<Uint8Array>
  readonly #list: (number: number) => unknown
  #bytes: Buffer = Buffer.alloc(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #at = 0
  #last = 0
  readonly #texts = noTexts()
  readonly #shapes: Names[] = []

  /** Pieces begin where a value begins. `list`: what stands where a list is whose items come behind. */
  constructor(pieces: Iterable<Uint8Array>, list: (number: number) => unknown) {
    this.#pieces = pieces[Symbol.iterator]()
    this.#list = list
    this.#nextPiece()
  }

  read(): unknown {
    while (this.#at === this.#bytes.length) this.#nextPiece()
    return this.value()
  }

  /** The head of an array: so many values are read next. */
  array(): number {
    const tag = this.#byte()
    if (tag >= tags.shortArray && tag < tags.shortText) return this.#atMost(tag - tags.shortArray)
    if (tag === tags.array) return this.#atMost(this.#length())
    throw damaged('an array is missing')
  }

  number(): number {
    const tag = this.#byte()
    if (tag < tags.null) return tag
    const value = this.#tagged(tag)
    if (typeof value !== 'number') throw damaged('a number is missing')
    return value
  }

  text(): string {
    const tag = this.#byte()
    if (tag >= tags.shortText && tag < tags.firstShapes) return this.#shortText(tag - tags.shortText)
    const value = tag >= tags.null && tag < tags.shortArray ? this.#tagged(tag) : null
    if (typeof value !== 'string') throw damaged('a text is missing')
    return value
  }

  /** Within an array. */
  value(): unknown {
    const tag = this.#byte()
    if (tag < tags.null) return tag
    if (tag >= tags.firstShapes) return this.#named(this.#shape(tag - tags.firstShapes))
    if (tag >= tags.shortText) return this.#shortText(tag - tags.shortText)
    if (tag >= tags.shortArray) return this.#array(tag - tags.shortArray)
    return this.#tagged(tag)
  }

  /** So many bytes as they are. */
  raw(count: number): readonly number[] {
    while (this.#at === this.#bytes.length) this.#nextPiece()
    return Array.from({ length: count }, () => this.#byte())
  }

  #nextPiece(): void {
    const next = this.#pieces.next()
    if (next.done) throw damaged('it ends too early')
    this.#bytes = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    this.#view = new DataView(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    this.#at = 0
  }

  #tagged(tag: number): unknown {
    switch (tag) {
      case tags.null:
        return null
      case tags.false:
        return false
      case tags.true:
        return true
      case tags.whole:
        return this.#length()
      case tags.negative:
        return -this.#length()
      case tags.further:
        return this.#further(this.#length())
      case tags.double:
        return this.#double()
      case tags.text:
        return this.#known(this.#utf8(this.#length()))
      case tags.units:
        return this.#known(this.#units(this.#length()))
      case tags.again:
        return this.#texts[this.#length()]
      case tags.array:
        return this.#array(this.#length())
      case tags.object:
        return this.#named(this.#names())
      case tags.newShape:
        return this.#named(this.#newShape())
      case tags.shape:
        return this.#named(this.#shape(this.#length()))
      case tags.list:
        return this.#list(this.#length())
      default:
        throw damaged(`${tag} begins no value`)
    }
  }

  #further(zigzag: number): number {
    this.#last += zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2
    return this.#last
  }

  #double(): number {
    const at = this.#skip(8)
    const value = this.#view.getFloat64(at, true)
    if (Number.isInteger(value) && Math.abs(value) >= wholeLimit) this.#last = value
    return value
  }

  #shortText(length: number): string {
    const at = this.#skip(length)
    return this.#known(this.#bytes.toString('latin1', at, at + length))
  }

  #utf8(length: number): string {
    const at = this.#skip(length)
    return this.#bytes.toString('utf8', at, at + length)
  }

  #units(length: number): string {
    const at = this.#skip(length * 2)
    const units = Array.from({ length }, (_, i) => this.#view.getUint16(at + i * 2, true))
    return units.map((unit) => String.fromCharCode(unit)).join('')
  }

  #known(text: string): string {
    if (text.length <= longestAgain) this.#texts[placeOf(text)] = text
    return text
  }

  #array(length: number): unknown[] {
    this.#atMost(length)
    const items = new Array<unknown>(length)
    for (let i = 0; i < length; i++) items[i] = this.value()
    return items
  }

  #named(names: Names): object {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!
      if (name === '__proto__') defineOwn(object, name, this.value())
      else object[name] = this.value()
    }
    return object
  }

  #newShape(): Names {
    const names = this.#names()
    this.#shapes.push(names)
    return names
  }

  #names(): Names {
    return this.#array(this.#length()) as string[]
  }

  #shape(number: number): Names {
    const names = this.#shapes[number]
    if (names === undefined) throw damaged(`there is no shape ${number}`)
    return names
  }

  #length(): number {
    let value = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw damaged('a piece of it ends too early')
    return byte
  }

  /** Where it was. */
  #skip(length: number): number {
    this.#atMost(length)
    this.#at += length
    return this.#at - length
  }

  /** Nothing takes less than a byte: more of it than bytes are left was never written. */
  #atMost(length: number): number {
    if (length > this.#bytes.length - this.#at) throw damaged('a piece of it ends too early')
    return length
  }
}

/** As JSON has it: a field like any other. */
const defineOwn = (object: object, name: string, value: unknown): unknown =>
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })

export const damaged = (reason: string): Error => new Error(`The state cannot be read: ${reason}.`)

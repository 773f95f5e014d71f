// Many short texts → those that a text holds in whatever case, in one pass over it. Each is looked for by the four characters
// of it that the fewest of the others have.
import type { Found } from './found.ts'

/** What one of the texts leads to. */
interface Entry {
  readonly text: string
  /** Where in it the gram ends. */
  readonly end: number
  readonly numbers: readonly number[]
}

const longestGram = 4

export class Grams {
  /** Texts that are too short for four characters are looked for by fewer. */
  readonly #tables: readonly GramTable[]

  /** Of ASCII in lower case, none of them empty. */
  constructor(numbersOf: ReadonlyMap<string, readonly number[]>) {
    const lengths = new Set([...numbersOf.keys()].map((text) => Math.min(longestGram, text.length)))
    this.#tables = [...lengths].map((length) => {
      const texts = [...numbersOf].filter(([text]) => Math.min(longestGram, text.length) === length)
      return new GramTable(length, texts)
    })
  }

  find(text: string, found: Found<unknown>): void {
    for (const table of this.#tables) table.find(text, found)
  }
}

class GramTable {
  /** The bits of a gram among those of the last four characters. */
  readonly #mask: number
  readonly #entries = new Map<number, Entry[]>()
  /** A bit for each hash of a gram, small enough to stay near the processor: most of a text ends here. */
  readonly #bits: Uint32Array
  readonly #shift: number

  constructor(length: number, texts: readonly (readonly [string, readonly number[]])[]) {
    this.#mask = length === 4 ? -1 : 2 ** (8 * length) - 1
    const power = Math.min(24, Math.max(12, Math.ceil(Math.log2(texts.length)) + 5))
    this.#shift = 32 - power
    this.#bits = new Uint32Array(2 ** (power - 5))
    const uses = usesOf(texts.map(([text]) => gramsOf(text, length)))
    for (const [text, numbers] of texts) {
      const { gram, end } = rarest(gramsOf(text, length), uses)
      this.#put(gram, { text, end, numbers })
    }
  }

  /** Four characters at a time: that halves what a character costs. */
  find(text: string, found: Found<unknown>): void {
    const mask = this.#mask
    const shift = this.#shift
    const bits = this.#bits
    const last = text.length - 3
    let gram = 0
    let at = 0
    for (; at < last; at += 4) {
      const first = (gram << 8) | folded(text.charCodeAt(at))
      const second = (first << 8) | folded(text.charCodeAt(at + 1))
      const third = (second << 8) | folded(text.charCodeAt(at + 2))
      gram = (third << 8) | folded(text.charCodeAt(at + 3))
      const a = Math.imul(first & mask, spread) >>> shift
      const b = Math.imul(second & mask, spread) >>> shift
      const c = Math.imul(third & mask, spread) >>> shift
      const d = Math.imul(gram & mask, spread) >>> shift
      // The lowest five bits of a hash say by how much a number is shifted.
      const some = (bits[a >>> 5]! >>> a) | (bits[b >>> 5]! >>> b) | (bits[c >>> 5]! >>> c) | (bits[d >>> 5]! >>> d)
      if ((some & 1) === 0) continue
      this.#look(first & mask, text, at, found)
      this.#look(second & mask, text, at + 1, found)
      this.#look(third & mask, text, at + 2, found)
      this.#look(gram & mask, text, at + 3, found)
    }
    for (; at < text.length; at++) {
      gram = (gram << 8) | folded(text.charCodeAt(at))
      this.#look(gram & mask, text, at, found)
    }
  }

  #look(gram: number, text: string, at: number, found: Found<unknown>): void {
    const hash = Math.imul(gram, spread) >>> this.#shift
    if (((this.#bits[hash >>> 5]! >>> hash) & 1) === 0) return
    const entries = this.#entries.get(gram)
    if (entries === undefined) return
    for (const entry of entries) if (stands(entry.text, text, at - entry.end)) found.add(entry.numbers)
  }

  #put(gram: number, entry: Entry): void {
    const entries = this.#entries.get(gram)
    if (entries) entries.push(entry)
    else this.#entries.set(gram, [entry])
    const hash = Math.imul(gram, spread) >>> this.#shift
    this.#bits[hash >>> 5]! |= 1 << (hash & 31)
  }
}

/** The golden ratio of 32 bits: neighbouring grams come to lie far apart. */
const spread = 0x9e3779b1

interface Gram {
  readonly gram: number
  readonly end: number
}

function gramsOf(text: string, length: number): readonly Gram[] {
  const grams: Gram[] = []
  for (let end = length - 1; end < text.length; end++) {
    let gram = 0
    for (let at = end - length + 1; at <= end; at++) gram = (gram << 8) | text.charCodeAt(at)
    grams.push({ gram, end })
  }
  return grams
}

/** In how many of the texts each gram stands. */
function usesOf(all: readonly (readonly Gram[])[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>()
  for (const grams of all)
    for (const gram of new Set(grams.map((each) => each.gram))) uses.set(gram, (uses.get(gram) ?? 0) + 1)
  return uses
}

const rarest = (grams: readonly Gram[], uses: ReadonlyMap<number, number>): Gram =>
  grams.reduce((best, gram) => (uses.get(gram.gram)! <= uses.get(best.gram)! ? gram : best))

function stands(part: string, text: string, start: number): boolean {
  if (start < 0 || start + part.length > text.length) return false
  for (let i = 0; i < part.length; i++) if (folded(text.charCodeAt(start + i)) !== part.charCodeAt(i)) return false
  return true
}

const lower = Uint8Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().charCodeAt(0))

const folded = (code: number): number => (code < 128 ? lower[code]! : foldedBeyond(code))

/** Beyond ASCII: the sign of Kelvin is a k, the long s an s without regard to case, the dotted I an i and a dot. */
function foldedBeyond(code: number): number {
  switch (code) {
    case 0x212a:
      return 0x6b
    case 0x17f:
      return 0x73
    case 0x130:
      return 0x69
    default:
      return 0x80
  }
}

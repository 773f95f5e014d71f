// Keys that were let go → whether one that comes was among them lately. In bounded room: of a hundred that were not, two or
// three are taken for one that was (two generations of a Bloom filter, the older of which makes way for the next).
import { type List, receive } from './snapshot/coming.ts'
import { frozenItems } from './snapshot/frozen.ts'

/** Four probes into ten bits a key: one key in a hundred is found that was never put in. */
const [bitsPerKey, probes] = [10, 4]

/** For each key that may be held so many that were let go are remembered, but never more than a million. */
const [rememberedPerKey, mostRemembered] = [8, 1_000_000]

/** For those that are let go of so many. */
export const rememberedOf = (bound: number): Remembered =>
  new Remembered(Math.min(rememberedPerKey * bound, mostRemembered))

export interface SavedRemembered {
  /** Keys in the younger generation. */
  readonly size: number
  /** Words of a generation. */
  readonly words: number
  /** Both of them, the younger first: parts of so many words as a part has, in base64. */
  readonly parts: List<string>
}

/** So that none takes long to write. */
const wordsOfPart = 1 << 13

export class Remembered {
  /** Of one generation. */
  readonly #most: number
  readonly #mask: number
  #younger: Uint32Array
  #elder: Uint32Array
  #size = 0

  /** So many keys at least are remembered, twice as many at most. */
  constructor(most: number) {
    const bits = 2 ** Math.ceil(Math.log2(Math.max(32, most * bitsPerKey)))
    this.#most = most
    this.#mask = bits - 1
    this.#younger = new Uint32Array(bits / 32)
    this.#elder = new Uint32Array(bits / 32)
  }

  add(key: string): void {
    if (this.#size >= this.#most) this.#age()
    this.#size++
    const [start, step] = hashesOf(key)
    for (let n = 0, bit = start; n < probes; n++, bit += step) {
      const place = bit & this.#mask
      this.#younger[place >>> 5]! |= 1 << (place & 31)
    }
  }

  has(key: string): boolean {
    const [start, step] = hashesOf(key)
    return isIn(this.#younger, this.#mask, start, step) || isIn(this.#elder, this.#mask, start, step)
  }

  save(): SavedRemembered {
    const parts = this.#parts().map((part, place) => [place, textOf(part)] as const)
    return { size: this.#size, words: this.#younger.length, parts }
  }

  /** The same, a part at a time where it is wanted. */
  saveLater(): SavedRemembered {
    return { size: this.#size, words: this.#younger.length, parts: frozenItems(this.#parts(), textOf) }
  }

  /** Of another bound there is nothing to be had of it. */
  load({ size, words, parts }: SavedRemembered): void {
    if (words !== this.#younger.length) return
    this.#size = size
    const both = [this.#younger, this.#elder]
    const ofEach = Math.ceil(words / wordsOfPart)
    const take = (place: number, text: string): void => {
      const from = (place % ofEach) * wordsOfPart * Uint32Array.BYTES_PER_ELEMENT
      new Uint8Array(both[Math.floor(place / ofEach)]!.buffer).set(Buffer.from(text, 'base64'), from)
    }
    receive(parts, { read: (place, from) => take(place, from.text()), take, finish: () => {} })
  }

  /** As they are now. */
  #parts(): readonly Uint32Array[] {
    return [this.#younger, this.#elder].flatMap((generation) =>
      Array.from({ length: Math.ceil(generation.length / wordsOfPart) }, (_, n) =>
        generation.slice(n * wordsOfPart, (n + 1) * wordsOfPart),
      ),
    )
  }

  #age(): void {
    const elder = this.#elder
    this.#elder = this.#younger
    this.#younger = elder.fill(0)
    this.#size = 0
  }
}

function isIn(generation: Uint32Array, mask: number, start: number, step: number): boolean {
  for (let n = 0, bit = start; n < probes; n++, bit += step) {
    const place = bit & mask
    if ((generation[place >>> 5]! & (1 << (place & 31))) === 0) return false
  }
  return true
}

/** Where the first probe is, and how far apart they are: two runs of FNV-1a, stirred (MurmurHash3's last step). */
function hashesOf(key: string): readonly [start: number, step: number] {
  let [a, b] = [0x811c9dc5, 0x9747b28c]
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  return [stirred(a), stirred(b) | 1]
}

function stirred(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const textOf = ({ buffer }: Uint32Array): string => Buffer.from(buffer).toString('base64')

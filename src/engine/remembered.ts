// Keys that were let go → whether one that comes was among them lately. In bounded room: of a hundred that were not, two or
// three are taken for one that was (two generations of a Bloom filter, the older of which makes way for the next).

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
  /** Base64. */
  readonly younger: string
  readonly elder: string
}

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
    return { size: this.#size, younger: textOf(this.#younger), elder: textOf(this.#elder) }
  }

  load({ size, younger, elder }: SavedRemembered): void {
    this.#size = size
    fill(this.#younger, younger)
    fill(this.#elder, elder)
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

/** Of another bound there is nothing to be had of it. */
function fill(generation: Uint32Array, text: string): void {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === generation.byteLength) new Uint8Array(generation.buffer).set(bytes)
}

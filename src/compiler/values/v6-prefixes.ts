// IPv6 prefixes → whether an address has one of them: one look-up for each length that there is.
import { mixed, Sieve, slotsFor } from './hash.ts'

const words = 4

export class V6Prefixes {
  #words = new Uint32Array(16 * words)
  #lengths = new Uint8Array(16)
  #count = 0
  /** The lengths that there are. */
  #asked: readonly number[] = []
  /** By hash: the number of a prefix and one, or 0. */
  #slots = new Uint32Array(1)
  #sieve = new Sieve(1)
  readonly #masked = new Uint32Array(words)

  /** To be called before `settle`. */
  add(address: Uint32Array, length: number): void {
    if (this.#count === this.#lengths.length) this.#grow()
    mask(address, length, this.#masked)
    this.#words.set(this.#masked, this.#count * words)
    this.#lengths[this.#count++] = length
  }

  /** Nothing more is added; from here on it can be asked. */
  settle(): void {
    this.#words = this.#words.slice(0, this.#count * words)
    this.#lengths = this.#lengths.slice(0, this.#count)
    this.#asked = [...new Set(this.#lengths)].sort((a, b) => a - b)
    this.#slots = slotsFor(this.#count)
    this.#sieve = new Sieve(this.#count)
    for (let i = 0; i < this.#count; i++) {
      this.#masked.set(this.#words.subarray(i * words, (i + 1) * words))
      const hash = this.#hash(this.#lengths[i]!)
      this.#sieve.put(hash >>> 4)
      const slot = this.#find(this.#lengths[i]!, hash)
      if (this.#slots[slot] === 0) this.#slots[slot] = i + 1
    }
  }

  has(address: Uint32Array): boolean {
    for (const length of this.#asked) {
      mask(address, length, this.#masked)
      const hash = this.#hash(length)
      if (this.#sieve.passes(hash >>> 4) && this.#slots[this.#find(length, hash)] !== 0) return true
    }
    return false
  }

  /** Of the masked prefix. */
  #hash(length: number): number {
    let hash = Math.imul(length, 0x9e3779b1)
    for (let i = 0; i < words; i++) hash = mixed(hash ^ this.#masked[i]!)
    return hash
  }

  /** The slot that holds the masked prefix of that length, or would. */
  #find(length: number, hash: number): number {
    const last = this.#slots.length - 1
    let slot = hash & last
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#is(found - 1, length)) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  #is(prefix: number, length: number): boolean {
    if (this.#lengths[prefix] !== length) return false
    for (let i = 0; i < words; i++) if (this.#words[prefix * words + i] !== this.#masked[i]) return false
    return true
  }

  #grow(): void {
    const larger = new Uint32Array(this.#words.length * 2)
    larger.set(this.#words)
    this.#words = larger
    const lengths = new Uint8Array(this.#lengths.length * 2)
    lengths.set(this.#lengths)
    this.#lengths = lengths
  }
}

function mask(address: Uint32Array, length: number, into: Uint32Array): void {
  for (let i = 0; i < words; i++) {
    const bits = Math.min(32, Math.max(0, length - i * 32))
    into[i] = bits === 0 ? 0 : address[i]! & (-1 << (32 - bits))
  }
}

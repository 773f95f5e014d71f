// Many texts → whether a text, or its end, is one of them. Compact: one long text, and numbers beside it.
import { hashed, hashStart, mixed, Sieve, slotsFor } from './hash.ts'

export class TextTable {
  readonly size: number
  readonly #texts: string
  readonly #starts: Uint32Array
  readonly #hashes: Uint32Array
  /** By hash: the number of a text and one, or 0. */
  readonly #slots: Uint32Array
  readonly #sieve: Sieve
  #longest = 0
  /** A bit for each number of dots that a text has: names of other depths are not looked for. */
  #depths = 0

  constructor(texts: readonly string[]) {
    this.#starts = new Uint32Array(texts.length + 1)
    this.#hashes = new Uint32Array(texts.length)
    this.#slots = slotsFor(texts.length)
    this.#sieve = new Sieve(texts.length)
    this.#texts = texts.join('')
    let size = 0
    for (const [i, text] of texts.entries()) {
      this.#starts[i + 1] = this.#starts[i]! + text.length
      this.#longest = Math.max(this.#longest, text.length)
      this.#depths |= depthBit(dotsIn(text))
      const hash = mixed(hashBack(text, 0))
      this.#hashes[i] = hash
      this.#sieve.put(hash >>> 4)
      const slot = this.#find(text, 0, hash)
      if (this.#slots[slot] !== 0) continue
      this.#slots[slot] = i + 1
      size++
    }
    this.size = size
  }

  has(text: string): boolean {
    // Hashing what is longer than all of them would cost more than the whole look-up.
    if (text.length > this.#longest) return false
    return this.#holds(text, 0, hashBack(text, 0))
  }

  /** Whether the text is one of them, or ends with a dot and one of them. Reads the text once, from its end. */
  hasEndAfterDot(text: string): boolean {
    let hash = hashStart
    let dots = 0
    for (let i = text.length - 1; i >= 0; i--) {
      const code = text.charCodeAt(i)
      if (code === dot && this.#depths & depthBit(dots++) && this.#holds(text, i + 1, hash)) return true
      hash = hashed(hash, code)
    }
    return (this.#depths & depthBit(dots)) !== 0 && this.#holds(text, 0, hash)
  }

  values(): string[] {
    return Array.from(this.#hashes, (_, i) => this.#texts.slice(this.#starts[i], this.#starts[i + 1]))
  }

  #holds(text: string, from: number, hash: number): boolean {
    const whole = mixed(hash)
    return this.#sieve.passes(whole >>> 4) && this.#slots[this.#find(text, from, whole)] !== 0
  }

  /** The slot that holds the end of the text, or would. */
  #find(text: string, from: number, hash: number): number {
    const last = this.#slots.length - 1
    let slot = hash & last
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#hashes[found - 1] === hash && this.#is(found - 1, text, from)) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  #is(number: number, text: string, from: number): boolean {
    const start = this.#starts[number]!
    if (this.#starts[number + 1]! - start !== text.length - from) return false
    return this.#texts.startsWith(from === 0 ? text : text.slice(from), start)
  }
}

const dot = 46

/** Deeper than any name is one depth. */
const depthBit = (dots: number): number => 1 << Math.min(dots, 31)

function dotsIn(text: string): number {
  let dots = 0
  for (let at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) dots++
  return dots
}

/** From the last character to the one at `from`: ends that are longer go on from the hash of those that are shorter. */
function hashBack(text: string, from: number): number {
  let hash = hashStart
  for (let i = text.length - 1; i >= from; i--) hash = hashed(hash, text.charCodeAt(i))
  return hash
}

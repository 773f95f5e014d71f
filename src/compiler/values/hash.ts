// Numbers → where to look in a table whose length is a power of two.

/** Every bit of a hash depends on every other: the finish of MurmurHash3. */
export function mixed(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** One step of FNV-1a. */
export const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

export const hashStart = 0x811c9dc5

/** A table that is at most half full. */
export const slotsFor = (count: number): Uint32Array<ArrayBuffer> =>
  new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, count * 2))))

/**
 * A bit for each of many hashes, small enough to stay near the processor: what is not in a large table mostly ends here,
 * without a look into that.
 */
export class Sieve {
  readonly #bits: Uint32Array
  readonly #last: number

  /** Of the hashes that were not put in, one in sixteen passes. */
  constructor(count: number) {
    const bits = 2 ** Math.max(5, Math.ceil(Math.log2(Math.max(1, count))) + 4)
    this.#bits = new Uint32Array(bits / 32)
    this.#last = bits - 1
  }

  put(hash: number): void {
    const bit = hash & this.#last
    this.#bits[bit >>> 5]! |= 1 << (bit & 31)
  }

  passes(hash: number): boolean {
    const bit = hash & this.#last
    return (this.#bits[bit >>> 5]! & (1 << (bit & 31))) !== 0
  }
}

// Bytes → their 64-bit SimHash over shingles of four bytes: like texts have like hashes. Counted for 32 bits at a time.

/** Counters of 32 bits each in planes: plane n holds bit n of all of them. */
const planes = 13

export class SimHash {
  high = 0
  low = 0
  readonly #high = new Int32Array(planes)
  readonly #low = new Int32Array(planes)

  /** False for fewer than four bytes, which have no shingle. At most 4096 bytes. */
  take(bytes: Uint8Array, length: number): boolean {
    if (length < 4) return false
    this.#high.fill(0)
    this.#low.fill(0)
    let shingle = (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!
    for (let at = 3; at < length; at++) {
      shingle = (shingle << 8) | bytes[at]!
      const mixed = mix(shingle)
      add(this.#high, mixed)
      add(this.#low, Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ shingle)
    }
    const half = (length - 3) >>> 1
    this.high = above(this.#high, half)
    this.low = above(this.#low, half)
    return true
  }
}

function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return twice ^ (twice >>> 16)
}

/** Adds one to the counter of each bit that is set. */
function add(counters: Int32Array, bits: number): void {
  let carry = bits
  for (let plane = 0; carry !== 0; plane++) {
    const before = counters[plane]!
    counters[plane] = before ^ carry
    carry &= before
  }
}

/** The bits whose counters are above a bound. */
function above(counters: Int32Array, bound: number): number {
  let greater = 0
  let equal = -1
  for (let plane = planes - 1; plane >= 0; plane--) {
    const bits = counters[plane]!
    if ((bound >>> plane) & 1) equal &= bits
    else {
      greater |= equal & bits
      equal &= ~bits
    }
  }
  return greater
}

/** Bits that are set. */
export function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

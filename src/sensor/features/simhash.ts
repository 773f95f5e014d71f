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
    let at = 0
    for (; at + 7 <= length; at += 4) {
      const [a, b, c, d] = [
        shingleAt(bytes, at),
        shingleAt(bytes, at + 1),
        shingleAt(bytes, at + 2),
        shingleAt(bytes, at + 3),
      ]
      const [high1, high2, high3, high4] = [mix(a), mix(b), mix(c), mix(d)]
      addFour(this.#high, high1, high2, high3, high4)
      addFour(this.#low, mixAgain(high1, a), mixAgain(high2, b), mixAgain(high3, c), mixAgain(high4, d))
    }
    for (; at + 4 <= length; at++) {
      const shingle = shingleAt(bytes, at)
      const high = mix(shingle)
      add(this.#high, high, 0)
      add(this.#low, mixAgain(high, shingle), 0)
    }
    const half = (length - 3) >>> 1
    this.high = above(this.#high, half)
    this.low = above(this.#low, half)
    return true
  }
}

const shingleAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!

function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return twice ^ (twice >>> 16)
}

/** Other bits of the same shingle. */
const mixAgain = (mixed: number, word: number): number => Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ word

/** Adds what the plane stands for to the counter of each bit that is set. */
function add(counters: Int32Array, bits: number, from: number): void {
  let carry = bits
  for (let plane = from; carry !== 0; plane++) {
    const before = counters[plane]!
    counters[plane] = before ^ carry
    carry &= before
  }
}

/** Adds four words at once: two carry-save adders for the ones, one for the twos, and what is carried beyond is a four. */
function addFour(counters: Int32Array, a: number, b: number, c: number, d: number): void {
  const ones = counters[0]!
  const twos = counters[1]!
  const half = ones ^ a
  const twosOfFirst = (ones & a) | (half & b)
  const between = half ^ b
  const otherHalf = between ^ c
  const twosOfSecond = (between & c) | (otherHalf & d)
  counters[0] = otherHalf ^ d
  const halfOfTwos = twos ^ twosOfFirst
  counters[1] = halfOfTwos ^ twosOfSecond
  add(counters, (twos & twosOfFirst) | (halfOfTwos & twosOfSecond), 2)
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

// Ranges of IPv4 addresses → whether an address lies in one, in a time that hardly grows with their number.

/** A range as one number, so that they are sorted as numbers: where it begins, then how long its prefix is. */
const packed = (first: number, length: number): number => first * 64 + length

/** At most so many bits of an address choose where to look: a table of 4 MB. */
const mostBits = 20
/** 2 MB. */
const mostTouchedBits = 24

export class V4Ranges {
  #packed = new Float64Array(16)
  #count = 0
  #firsts = new Uint32Array(0)
  #lasts = new Uint32Array(0)
  /** By the highest bits of an address: how many ranges begin below them. */
  #begins = new Uint32Array(0)
  #shift = 31
  /** By yet more bits of an address: whether a range touches those. Mostly none does, and that is soon known. */
  #touched = new Uint32Array(1)
  #touchedShift = 31

  /** The addresses that share so many bits with this one. To be called before `settle`. */
  add(address: number, length: number): void {
    if (this.#count === this.#packed.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#packed)
      this.#packed = larger
    }
    const free = 2 ** (32 - length)
    this.#packed[this.#count++] = packed(Math.floor(address / free) * free, length)
  }

  /** Nothing more is added; from here on it can be asked. */
  settle(): void {
    const sorted = this.#packed.subarray(0, this.#count).sort()
    this.#packed = new Float64Array(0)
    const firsts = new Uint32Array(sorted.length)
    const lasts = new Uint32Array(sorted.length)
    let n = 0
    for (const one of sorted) {
      const length = one % 64
      const first = (one - length) / 64
      const last = first + 2 ** (32 - length) - 1
      // Blocks lie inside each other or apart.
      if (n > 0 && first <= lasts[n - 1]!) lasts[n - 1] = Math.max(lasts[n - 1]!, last)
      else {
        firsts[n] = first
        lasts[n++] = last
      }
    }
    this.#firsts = firsts.slice(0, n)
    this.#lasts = lasts.slice(0, n)
    this.#index()
    this.#mark()
  }

  has(address: number): boolean {
    const touched = address >>> this.#touchedShift
    if ((this.#touched[touched >>> 5]! & (1 << (touched & 31))) === 0) return false
    const bucket = address >>> this.#shift
    let low = this.#begins[bucket]!
    let high = this.#begins[bucket + 1]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#firsts[middle]! <= address) low = middle + 1
      else high = middle
    }
    return low > 0 && address <= this.#lasts[low - 1]!
  }

  #index(): void {
    const firsts = this.#firsts
    const bits = Math.min(mostBits, Math.max(1, Math.ceil(Math.log2(firsts.length + 1))))
    this.#shift = 32 - bits
    this.#begins = new Uint32Array(2 ** bits + 1)
    let at = 0
    for (let bucket = 0; bucket < this.#begins.length; bucket++) {
      while (at < firsts.length && firsts[at]! / 2 ** this.#shift < bucket) at++
      this.#begins[bucket] = at
    }
  }

  #mark(): void {
    const bits = Math.min(mostTouchedBits, Math.max(5, 36 - this.#shift))
    this.#touchedShift = 32 - bits
    this.#touched = new Uint32Array(2 ** (bits - 5))
    for (let i = 0; i < this.#firsts.length; i++) {
      const end = this.#lasts[i]! >>> this.#touchedShift
      for (let at = this.#firsts[i]! >>> this.#touchedShift; at <= end; at++) this.#touched[at >>> 5]! |= 1 << (at & 31)
    }
  }
}

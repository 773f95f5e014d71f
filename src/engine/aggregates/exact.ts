// Sums without rounding: what was added can be taken away again, in any order, and nothing of it is left.

/** The square of a greater integer is not sure to be exact. */
const mostSquared = 94_906_265

/** What it is: `mantissa × 2^exponent`. */
export interface Exact {
  readonly mantissa: bigint
  readonly exponent: number
}

export type SavedSum = readonly [integers: number, mantissa: string, exponent: number]

export class ExactSum {
  /** Of whole numbers, as long as their sum is exact. */
  #integers = 0
  /** Of everything else, times two to the power of the exponent, which is never above 0. */
  #mantissa = 0n
  #exponent = 0

  /** `sign` -1 takes it away. */
  add(value: number, sign: 1 | -1 = 1): void {
    if (Number.isSafeInteger(value)) this.#addInteger(sign * value)
    else this.#addExact(dissect(value), sign)
  }

  addSquare(value: number, sign: 1 | -1 = 1): void {
    if (Number.isInteger(value) && Math.abs(value) <= mostSquared) {
      this.#addInteger(sign * value * value)
      return
    }
    const { mantissa, exponent } = dissect(value)
    this.#addExact({ mantissa: mantissa * mantissa, exponent: 2 * exponent }, sign)
  }

  /** The sum if it is a whole number that is kept as such; undefined where the exact one must be asked. */
  get integer(): number | undefined {
    return this.#mantissa === 0n ? this.#integers : undefined
  }

  get exact(): Exact {
    const integers = BigInt(this.#integers) << BigInt(-this.#exponent)
    return { mantissa: this.#mantissa + integers, exponent: this.#exponent }
  }

  /** Rounded once. */
  get value(): number {
    return this.integer ?? toNumber(this.exact)
  }

  save(): SavedSum {
    return [this.#integers, String(this.#mantissa), this.#exponent]
  }

  load([integers, mantissa, exponent]: SavedSum): void {
    this.#integers = integers
    this.#mantissa = BigInt(mantissa)
    this.#exponent = exponent
  }

  #addInteger(value: number): void {
    const sum = this.#integers + value
    if (Number.isSafeInteger(sum)) this.#integers = sum
    else this.#addExact({ mantissa: BigInt(value), exponent: 0 }, 1)
  }

  #addExact({ mantissa, exponent }: Exact, sign: 1 | -1): void {
    if (exponent < this.#exponent) {
      this.#mantissa <<= BigInt(this.#exponent - exponent)
      this.#exponent = exponent
    }
    const aligned = mantissa << BigInt(exponent - this.#exponent)
    this.#mantissa += sign === 1 ? aligned : -aligned
    if (this.#mantissa === 0n) this.#exponent = 0
  }
}

/** Of a whole number and a sum, rounded once. */
export function sumOf(integer: number, { exact: { mantissa, exponent } }: ExactSum): number {
  return toNumber({ mantissa: mantissa + (BigInt(integer) << BigInt(-exponent)), exponent })
}

const bits = new DataView(new ArrayBuffer(8))

/** IEEE 754: a finite double is a whole number times a power of two. */
function dissect(value: number): Exact {
  bits.setFloat64(0, value)
  const high = bits.getUint32(0)
  const biased = (high >>> 20) & 0x7ff
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4))
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n)
  return { mantissa: value < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 }
}

/** More than any double's own, and few enough for one. */
const kept = 512n

/** As many digits become a double, also where they are rounded up to one more, or doubled. */
const mostDigits = 1000n

/** The nearest double. */
export function toNumber(number: Exact): number {
  const { mantissa, exponent } = shortened(number)
  return scaled(Number(mantissa), exponent)
}

/** The square root, of a number that is not negative. */
export function squareRoot(number: Exact): number {
  const { mantissa, exponent } = shortened(number)
  const even = exponent % 2 === 0 ? mantissa : mantissa << 1n
  return scaled(Math.sqrt(Number(even)), Math.floor(exponent / 2))
}

/** Few enough digits for a double's range; that some were cut off stays visible to whatever rounds it. */
function shortened({ mantissa, exponent }: Exact): Exact {
  const size = mantissa < 0n ? -mantissa : mantissa
  if (size >> mostDigits === 0n) return { mantissa, exponent }
  const cut = BigInt(size.toString(16).length * 4) - kept
  const rest = size & ((1n << cut) - 1n)
  const short = (size >> cut) | (rest === 0n ? 0n : 1n)
  return { mantissa: mantissa < 0n ? -short : short, exponent: exponent + Number(cut) }
}

/** In steps that a double can take: two to the power of the exponent itself may be beyond its range. */
function scaled(value: number, exponent: number): number {
  let result = value
  let left = exponent
  for (; left < -1000; left += 1000) result *= 2 ** -1000
  for (; left > 1000; left -= 1000) result *= 2 ** 1000
  return result * 2 ** left
}

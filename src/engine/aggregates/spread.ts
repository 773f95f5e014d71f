// Numbers → their standard deviation, that of the whole population: rounded at the end alone. Numbers can leave again.
import { ExactSum, type SavedSum, squareRoot } from './exact.ts'

export type SavedSpread = readonly [n: number, sum: SavedSum, squares: SavedSum]

export class Spread {
  readonly #sum = new ExactSum()
  readonly #squares = new ExactSum()
  #n = 0

  get n(): number {
    return this.#n
  }

  get sum(): number {
    return this.#sum.value
  }

  add(value: number, sign: 1 | -1 = 1): void {
    this.#n += sign
    this.#sum.add(value, sign)
    this.#squares.addSquare(value, sign)
  }

  /** √(n·Σx² − (Σx)²) / n; null of nothing. */
  deviation(): number | null {
    if (this.#n === 0) return null
    return (this.#ofIntegers() ?? this.#ofAny()) / this.#n
  }

  save(): SavedSpread {
    return [this.#n, this.#sum.save(), this.#squares.save()]
  }

  load([n, sum, squares]: SavedSpread): void {
    this.#n = n
    this.#sum.load(sum)
    this.#squares.load(squares)
  }

  /** Where nothing of it needs more digits than a number has. */
  #ofIntegers(): number | undefined {
    const [sum, squares] = [this.#sum.integer, this.#squares.integer]
    if (sum === undefined || squares === undefined) return undefined
    const [a, b] = [this.#n * squares, sum * sum]
    return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? Math.sqrt(a - b) : undefined
  }

  #ofAny(): number {
    const [sum, squares] = [this.#sum.exact, this.#squares.exact]
    const exponent = Math.min(2 * sum.exponent, squares.exponent)
    const a = (BigInt(this.#n) * squares.mantissa) << BigInt(squares.exponent - exponent)
    const b = (sum.mantissa * sum.mantissa) << BigInt(2 * sum.exponent - exponent)
    return squareRoot({ mantissa: a - b, exponent })
  }
}

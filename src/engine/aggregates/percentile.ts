// percentile(x, p) and median(x): exact up to a size, beyond it within a stated error. Between two values it lies on the line
// that joins them, as in SQL's PERCENTILE_CONT and in spreadsheets; the median of an even number is the mean of the two in
// the middle.
import type { Value } from '../../event/value.ts'
import type { Accumulator, Motion } from './accumulator.ts'
import { Queue } from './queue.ts'
import { type SavedSketch, Sketch } from './sketch.ts'
import { Sorted } from './sorted.ts'
import { isNumber } from './sum.ts'

export interface PercentileParts {
  /** From 0, the least value, to 100, the greatest. */
  readonly percent: number
  readonly motion: Motion
  /** Of so many values it is exact. */
  readonly exactValues: number
}

/** Every value of an exact one; of another how many there are of each size. */
type Saved = readonly number[] | { readonly sketch: SavedSketch }

export class Percentile implements Accumulator {
  readonly #parts: PercentileParts
  #size = 0
  /** Null where there are by far too many. */
  #values: Sorted | null = new Sorted()
  /** Null where there are by far too few. */
  #sketch: Sketch | null = null
  /** What came since there is a sketch, the newest at least: where values go out, those that are left may be few again. */
  #newest = new Queue<number>()

  constructor(parts: PercentileParts) {
    this.#parts = parts
  }

  get held(): number {
    return this.#values?.size ?? this.#sketch!.held
  }

  /** Depends on nothing but how many values there are, so that it is the same after a restart. */
  get isApproximate(): boolean {
    return this.#size > this.#parts.exactValues || this.#values === null
  }

  add(value: Value): void {
    if (!isNumber(value)) return
    // Of the two zeros one would be found for the other.
    const number = value + 0
    this.#size++
    this.#values?.add(number)
    this.#sketch?.add(number)
    if (this.#sketch && this.#slides) this.#newest.push(number)
    if (this.#size > this.#parts.exactValues) this.#giveUpValues()
  }

  remove(value: Value): void {
    if (!isNumber(value)) return
    const number = value + 0
    this.#size--
    this.#values?.remove(number)
    this.#sketch?.remove(number)
    while (this.#newest.size > this.#size) this.#newest.shift()
    if (this.#sketch && this.#size <= this.#parts.exactValues) this.#giveUpSketch()
  }

  read(): number | null {
    if (this.#size === 0) return null
    const from = this.isApproximate ? this.#sketch! : this.#values!
    const place = (this.#parts.percent / 100) * (this.#size - 1)
    const before = Math.floor(place)
    const low = from.at(before)!
    const high = from.at(before + 1) ?? low
    return between(low, high, place - before)
  }

  save(): Saved {
    return this.#values?.values() ?? { sketch: this.#sketch!.save() }
  }

  load(saved: unknown): void {
    const known = saved as Saved
    if ('sketch' in known) {
      this.#sketch = new Sketch()
      this.#sketch.load(known.sketch)
      this.#size = this.#sketch.size
      this.#values = null
    } else for (const value of known) this.add(value)
  }

  get #slides(): boolean {
    return this.#parts.motion === 'slides'
  }

  /** Where values go out again, those in order are kept until they are twice as many: the number may go up and down. */
  #giveUpValues(): void {
    if (this.#sketch === null) {
      this.#sketch = new Sketch()
      for (const value of this.#values!.values()) this.#sketch.add(value)
    }
    if (!this.#slides || this.#size > 2 * this.#parts.exactValues) this.#values = null
  }

  /** What is left came last. */
  #giveUpSketch(): void {
    if (this.#values === null) {
      this.#values = new Sorted()
      for (let n = 0; n < this.#newest.size; n++) this.#values.add(this.#newest.at(n)!)
    }
    if (this.#size * 2 > this.#parts.exactValues) return
    this.#sketch = null
    this.#newest = new Queue()
  }
}

/** On the line from the one to the other, which may be longer than any number. */
function between(low: number, high: number, part: number): number {
  const length = high - low
  return Number.isFinite(length) ? low + part * length : low * (1 - part) + high * part
}

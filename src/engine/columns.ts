// The aggregates of sliding windows: those that two numbers tell, which lie beside each other in one array, and the others,
// which are objects. What goes into them and comes out again, and their values.
import type { AnyAggregate } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'
import type { Accumulator, Exactness } from './aggregates/accumulator.ts'
import { ExactSum, sumOf } from './aggregates/exact.ts'
import { accumulatorsOf, type Gathered } from './aggregates/index.ts'
import { isNumber } from './aggregates/sum.ts'
import type { Inputs } from './window.ts'

/** `size`: what a window holds tells it. */
type Kind = 'size' | 'count' | 'sum' | 'avg' | 'rate' | 'object'

/** Numbers that one aggregate has in the head of a window: how many values, and their sum. */
export const numbersEach = 2

export class Columns {
  readonly kinds: readonly Kind[]
  /** Of which aggregates an entry keeps a number, and of which a value. */
  readonly ofNumbers: readonly number[]
  readonly ofValues: readonly number[]
  /** Those that are objects. */
  readonly #aggregates: readonly Gathered[]
  readonly #exactness: Exactness
  /** By slot, as `ofValues` has them. */
  readonly #objects: (readonly Accumulator[])[] = []
  /** By place of the sum: what of it is no whole number, or beyond those that are exact. */
  readonly #parts = new Map<number, ExactSum>()
  /** What `read` fills. */
  readonly #read: Value[]

  constructor(aggregates: readonly Gathered[], exactness: Exactness) {
    this.#exactness = exactness
    this.kinds = aggregates.map(kindOf)
    const all = [...this.kinds.keys()]
    this.ofNumbers = all.filter((i) => this.kinds[i] !== 'size' && this.kinds[i] !== 'object')
    this.ofValues = all.filter((i) => this.kinds[i] === 'object')
    this.#aggregates = this.ofValues.map((i) => aggregates[i]!)
    this.#read = aggregates.map(() => null)
  }

  get length(): number {
    return this.kinds.length
  }

  open(slot: number): void {
    if (this.ofValues.length > 0) this.#objects[slot] = accumulatorsOf(this.#aggregates, 'slides', this.#exactness)
  }

  /** `at`: where the numbers of the first aggregate are in the head of its window. */
  close(slot: number, at: number): void {
    if (this.ofValues.length > 0) this.#objects[slot] = []
    if (this.#parts.size === 0) return
    for (let i = 0; i < this.kinds.length; i++) this.#parts.delete(at + numbersEach * i + 1)
  }

  /** What an entry keeps of a value where that is a number; NaN where it keeps none. */
  numberIn(i: number, value: Value): number {
    if (value === null) return Number.NaN
    if (this.kinds[i] === 'count') return 1
    if (this.kinds[i] === 'rate' && value === true) return 1
    return isNumber(value) ? value : Number.NaN
  }

  /** The value that gives that number. */
  valueIn(i: number, number: number): Value {
    if (Number.isNaN(number)) return null
    return this.kinds[i] === 'count' ? true : number
  }

  /** What an entry keeps goes in: into `numbers` from that place on, and into the sums that begin at `at`. */
  pushNumbers(heads: Float64Array, at: number, numbers: Float64Array, from: number, inputs: Inputs): void {
    const { ofNumbers } = this
    for (let n = 0; n < ofNumbers.length; n++) {
      const i = ofNumbers[n]!
      const number = this.numberIn(i, inputs[i]!)
      numbers[from + n] = number
      this.add(heads, at + numbersEach * i, number)
    }
  }

  /** The same goes out. */
  shiftNumbers(heads: Float64Array, at: number, numbers: Float64Array, from: number): void {
    const { ofNumbers } = this
    for (let n = 0; n < ofNumbers.length; n++) this.remove(heads, at + numbersEach * ofNumbers[n]!, numbers[from + n]!)
  }

  /** Goes into the two numbers of an aggregate, which begin at `place`. */
  add(heads: Float64Array, place: number, number: number): void {
    if (Number.isNaN(number)) return
    heads[place]!++
    this.#sum(heads, place + 1, number, 1)
  }

  remove(heads: Float64Array, place: number, number: number): void {
    if (Number.isNaN(number)) return
    heads[place]!--
    this.#sum(heads, place + 1, number, -1)
  }

  /** Of the n-th of `ofValues`. */
  addValue(slot: number, n: number, value: Value, ordinal: number): void {
    if (value !== null) this.#objects[slot]![n]!.add(value, ordinal)
  }

  removeValue(slot: number, n: number, value: Value, ordinal: number): void {
    if (value !== null) this.#objects[slot]![n]!.remove(value, ordinal)
  }

  /** In the order of the aggregates; good until the next call. `size`: entries of the window. */
  read(heads: Float64Array, at: number, slot: number, size: number, lastedUs: number): readonly Value[] {
    for (let i = 0; i < this.kinds.length; i++)
      this.#read[i] = this.valueOf(i, heads, at + numbersEach * i, slot, size, lastedUs)
    return this.#read
  }

  /** What was read, and what only matches tell. */
  told(slot: number, read: readonly Value[]): readonly Value[] {
    return read.map((value, i) => this.#objectOf(slot, i)?.told?.() ?? value)
  }

  /** Places of the aggregates whose values are not exact. */
  approximate(slot: number): readonly number[] {
    return this.ofValues.filter((_, n) => this.#objects[slot]![n]!.isApproximate)
  }

  /** Undefined for one that is none. */
  #objectOf(slot: number, i: number): Accumulator | undefined {
    return this.#objects[slot]?.[this.ofValues.indexOf(i)]
  }

  valueOf(i: number, heads: Float64Array, place: number, slot: number, size: number, lastedUs: number): Value {
    const n = heads[place]!
    switch (this.kinds[i]!) {
      case 'size':
        return size
      case 'count':
        return n
      case 'sum':
        return n === 0 ? null : this.#total(heads, place + 1)
      case 'avg':
        return n === 0 ? null : this.#total(heads, place + 1) / n
      case 'rate':
        return lastedUs > 0 ? (this.#total(heads, place + 1) * secondUs) / lastedUs : null
      case 'object':
        return this.#objectOf(slot, i)!.read(lastedUs)
    }
  }

  /** Exact, as long as sums of whole numbers are: what would not be goes into the part beside it. */
  #sum(heads: Float64Array, place: number, number: number, sign: 1 | -1): void {
    const sum = heads[place]! + sign * number
    if (Number.isSafeInteger(number) && Number.isSafeInteger(sum)) heads[place] = sum
    else this.#partOf(place).add(number, sign)
  }

  #partOf(place: number): ExactSum {
    const known = this.#parts.get(place)
    if (known) return known
    const part = new ExactSum()
    this.#parts.set(place, part)
    return part
  }

  #total(heads: Float64Array, place: number): number {
    const part = this.#parts.size === 0 ? undefined : this.#parts.get(place)
    return part === undefined ? heads[place]! : sumOf(heads[place]!, part)
  }
}

const secondUs = 1_000_000

function kindOf(aggregate: AnyAggregate & { readonly value?: unknown; readonly where?: unknown }): Kind {
  switch (aggregate.kind) {
    case 'count':
      return aggregate.value === undefined && aggregate.where === undefined ? 'size' : 'count'
    case 'sum':
    case 'avg':
    case 'rate':
      return aggregate.kind
    default:
      return 'object'
  }
}

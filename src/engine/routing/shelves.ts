// Rules by what they need of one field → by a value of it, those for which it may be.
import type { MemberList, Need } from '../../compiler/plan.ts'
import type { Scalar, Value } from '../../event/value.ts'
import type { Found } from './found.ts'
import { Grams } from './grams.ts'

export interface Shelf {
  readonly slot: number
  /** Numbers by value, where it takes no more to find them. */
  readonly byValue?: ReadonlyMap<Value, readonly number[]>
  /** Asked of an array as a whole, which may be empty, and not of each of its elements. */
  readonly isOfWhole?: true
  find(value: Exclude<Value, null>, found: Found<unknown>): void
}

/** A rule by its number, and one of its needs. */
export interface Listed {
  readonly number: number
  readonly need: Need
}

/** Needs for which one shelf will do have the same name. */
export class ShelfNames {
  readonly #lists = new Map<MemberList, number>()

  of(need: Need): string {
    if (need.kind !== 'list') return `${need.kind} ${need.slot}`
    return `list ${need.slot} ${this.#numberOf(need.list)} ${need.isFolded}`
  }

  /** Lists of several files may have the same name. */
  #numberOf(list: MemberList): number {
    const number = this.#lists.get(list) ?? this.#lists.size
    this.#lists.set(list, number)
    return number
  }
}

/** All of the needs have the same name. */
export function createShelf(listed: readonly [Listed, ...Listed[]]): Shelf {
  const { need } = listed[0]
  switch (need.kind) {
    case 'value':
      return new ValueShelf(need.slot, numbersBy(listed, valuesOf))
    case 'folded':
      return new FoldedShelf(need.slot, numbersBy(listed, valuesOf))
    case 'part':
      return new PartShelf(need.slot, numbersBy(listed, textsOf))
    case 'list':
      return new ListShelf(
        need.slot,
        need,
        listed.map(({ number }) => number),
      )
    case 'least':
    case 'most':
      return new BoundShelf(need.slot, need.kind, numbersBy(listed, boundsOf))
    case 'present':
      return new PresentShelf(
        need.slot,
        listed.map(({ number }) => number),
      )
  }
}

function numbersBy<T>(listed: readonly Listed[], of: (need: Need) => readonly T[]): Map<T, number[]> {
  const found = new Map<T, number[]>()
  for (const { number, need } of listed) {
    for (const one of of(need)) {
      const others = found.get(one)
      if (others) others.push(number)
      else found.set(one, [number])
    }
  }
  return found
}

const valuesOf = (need: Need): readonly Scalar[] => (need.kind === 'value' || need.kind === 'folded' ? need.values : [])
const textsOf = (need: Need): readonly string[] => (need.kind === 'part' ? need.texts : [])
const boundsOf = (need: Need): readonly number[] => (need.kind === 'least' || need.kind === 'most' ? [need.bound] : [])

class ValueShelf implements Shelf {
  readonly slot: number
  readonly byValue: ReadonlyMap<Value, readonly number[]>

  constructor(slot: number, byValue: ReadonlyMap<Value, readonly number[]>) {
    this.slot = slot
    this.byValue = byValue
  }

  find(value: Value, found: Found<unknown>): void {
    const numbers = this.byValue.get(value)
    if (numbers !== undefined) found.add(numbers)
  }
}

class FoldedShelf implements Shelf {
  readonly slot: number
  readonly #byText: ReadonlyMap<Scalar, readonly number[]>

  constructor(slot: number, byText: ReadonlyMap<Scalar, readonly number[]>) {
    this.slot = slot
    this.#byText = byText
  }

  find(value: Value, found: Found<unknown>): void {
    const numbers = typeof value === 'string' ? this.#byText.get(value.toLowerCase()) : undefined
    if (numbers !== undefined) found.add(numbers)
  }
}

class PartShelf implements Shelf {
  readonly slot: number
  readonly #grams: Grams

  constructor(slot: number, byText: ReadonlyMap<string, readonly number[]>) {
    this.slot = slot
    this.#grams = new Grams(byText)
  }

  find(value: Value, found: Found<unknown>): void {
    if (typeof value === 'string') this.#grams.find(value, found)
  }
}

class ListShelf implements Shelf {
  readonly slot: number
  readonly #list: MemberList
  readonly #isFolded: boolean
  readonly #numbers: readonly number[]

  constructor(
    slot: number,
    { list, isFolded }: { readonly list: MemberList; readonly isFolded: boolean },
    numbers: readonly number[],
  ) {
    this.slot = slot
    this.#list = list
    this.#isFolded = isFolded
    this.#numbers = numbers
  }

  find(value: Value, found: Found<unknown>): void {
    if (typeof value !== 'string') return
    const { exact, folded } = this.#list
    const holds = this.#isFolded ? folded?.has(value.toLowerCase()) : exact.has(value)
    if (holds) found.add(this.#numbers)
  }
}

/** In the order in which a number that goes on passes the bounds. */
class BoundShelf implements Shelf {
  readonly slot: number
  /** Of an upper bound both sides are negative, so that it is a lower one. */
  readonly #sign: number
  readonly #bounds: Float64Array
  readonly #numbers: readonly (readonly number[])[]

  constructor(slot: number, kind: 'least' | 'most', byBound: ReadonlyMap<number, readonly number[]>) {
    this.slot = slot
    this.#sign = kind === 'least' ? 1 : -1
    const inOrder = [...byBound].sort(([a], [b]) => (a - b) * this.#sign)
    this.#bounds = Float64Array.from(inOrder, ([bound]) => bound * this.#sign)
    this.#numbers = inOrder.map(([, numbers]) => numbers)
  }

  find(value: Value, found: Found<unknown>): void {
    if (typeof value !== 'number') return
    const reached = value * this.#sign
    for (let i = 0; i < this.#bounds.length && this.#bounds[i]! <= reached; i++) found.add(this.#numbers[i]!)
  }
}

class PresentShelf implements Shelf {
  readonly slot: number
  readonly isOfWhole = true
  readonly #numbers: readonly number[]

  constructor(slot: number, numbers: readonly number[]) {
    this.slot = slot
    this.#numbers = numbers
  }

  find(_value: unknown, found: Found<unknown>): void {
    found.add(this.#numbers)
  }
}

// What emitted code calls for the cases that are rare: arrays, nulls, times. Never throws.
import { parseTime } from '../../event/time.ts'
import type { Scalar, Value } from '../../event/value.ts'
import type { Implementation } from '../functions/function.ts'

export type Tri = boolean | null

const elements = (value: Value): readonly (Scalar | null)[] =>
  typeof value === 'object' && value !== null ? value : [value as Scalar | null]

/** A comparison over two values of which one is an array: holds if any pair does, is null if every pair is. */
export function anyPair(left: Value, right: Value, test: (a: Value, b: Value) => Tri): Tri {
  let result: Tri = null
  for (const a of elements(left)) {
    for (const b of elements(right)) {
      const found = test(a, b)
      if (found === true) return true
      if (found === false) result = false
    }
  }
  return result
}

/** A function over arguments of which some may be arrays, null, or of another type than it takes. */
export function lift(implementation: Implementation, types: readonly string[], ...given: readonly Value[]): Value {
  const at = given.findIndex((value) => typeof value === 'object')
  if (at < 0) return given.every((value, i) => fits(value, types[i]!)) ? implementation(...given) : null
  const array = given[at]!
  if (array === null) return null
  const results = elements(array)
    .map((element) => lift(implementation, types, ...given.with(at, element)))
    .filter((result) => result !== null)
  return results.length === 0 ? null : (results.flat() as Scalar[])
}

/** `number`, `string`, `boolean`, or `any`. */
const fits = (value: Value, type: string): boolean => type === 'any' || typeof value === type

/** Less than, equal to or greater than zero, as `a` is before, at or after `b`; NaN where one of them is no time. */
export function compareTimes(a: Value, b: Value): number {
  const [x, y] = [instant(a), instant(b)]
  return x === null || y === null ? Number.NaN : x.us - y.us || x.nanos - y.nanos
}

const instant = (value: Value): { readonly us: number; readonly nanos: number } | null => {
  if (typeof value === 'string') return parseTime(value) ?? parseTime(`${value}T00:00:00Z`)
  // A number is epoch milliseconds.
  return typeof value === 'number' ? { us: Math.floor(value * 1000), nanos: 0 } : null
}

export const isTime = (value: Value): boolean => instant(value) !== null

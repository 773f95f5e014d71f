// A JSON value and a path into it → the scalars that stand there, or the elements, whole. Bounded, never throws.
import type { Scalar, Value } from './value.ts'

/** Values that one field takes at most; what comes after them is left out. */
const mostValues = 1000
/** Arrays inside arrays that are looked into, and levels of an element that is kept whole. */
const deepest = 16

export type Path = readonly string[]

/** The name under which a row holds the elements of an array whole, beside the field that holds its scalars. */
export const wholeName = (field: string): string => `${field}[*]`

/** The field that such a name is of; null for any other name. */
export const wholeOf = (name: string): string | null => (name.endsWith('[*]') ? name.slice(0, -3) : null)

/** An array on the way gives what all of its elements have; a number is a place in it. Null where nothing is. */
export function leafAt(root: unknown, path: Path): Value {
  const found: unknown[] = []
  const isMany = gather(root, path, 0, { found, levels: deepest, takes: isScalar })
  if (found.length === 0) return null
  return isMany ? (found as Scalar[]) : (found[0] as Scalar)
}

/** The elements of the array at the path, objects among them; a value that is no array is one element. Null where nothing is. */
export function elementsAt(root: unknown, path: Path): readonly unknown[] | null {
  const found: unknown[] = []
  gather(root, path, 0, { found, levels: deepest, takes: isValue })
  if (found.length === 0) return null
  const budget = { left: mostValues }
  return found.map((element) => prune(element, deepest, budget))
}

interface Search {
  readonly found: unknown[]
  /** Arrays directly inside arrays that may still come. */
  readonly levels: number
  readonly takes: (value: unknown) => boolean
}

/** True where an array was on the way. */
function gather(value: unknown, path: Path, at: number, search: Search): boolean {
  if (Array.isArray(value)) return gatherElements(value, path, at, search)
  if (at === path.length) {
    if (search.takes(value) && search.found.length < mostValues) search.found.push(value)
    return false
  }
  if (!isObject(value)) return false
  const key = path[at]!
  if (Object.hasOwn(value, key)) return gather(value[key], path, at + 1, search)
  return gatherDotted(value, path, at, search)
}

function gatherElements(values: readonly unknown[], path: Path, at: number, search: Search): boolean {
  const index = at < path.length ? placeIn(path[at]!) : -1
  if (index >= 0) return gather(values[index], path, at + 1, search)
  if (search.levels === 0) return true
  const inside = { ...search, levels: search.levels - 1 }
  for (const value of values) {
    if (search.found.length >= mostValues) break
    gather(value, path, at, inside)
  }
  return true
}

/** `{"a.b": 1}` has an `a.b` too. */
function gatherDotted(value: JsonObject, path: Path, at: number, search: Search): boolean {
  for (let end = at + 2; end <= path.length; end++) {
    const key = path.slice(at, end).join('.')
    if (Object.hasOwn(value, key)) return gather(value[key], path, end, search)
  }
  return false
}

const placeIn = (part: string): number => (/^\d{1,9}$/.test(part) ? Number(part) : -1)

/** The same value as far as the budget of leaves and levels goes. */
function prune(value: unknown, levels: number, budget: { left: number }): unknown {
  if (!Array.isArray(value) && !isObject(value)) {
    budget.left--
    return isScalar(value) ? value : null
  }
  if (levels === 0 || budget.left <= 0) return null
  if (Array.isArray(value)) {
    return value.slice(0, budget.left).map((one) => prune(one, levels - 1, budget))
  }
  const entries = Object.entries(value).slice(0, budget.left)
  return Object.fromEntries(entries.map(([key, one]) => [key, prune(one, levels - 1, budget)]))
}

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))

const isValue = (value: unknown): boolean => value !== null && value !== undefined

// Flat dotted document ↔ nested ECS JSON.
import type { EventDocument, NestedDocument, Scalar, Value } from './value.ts'

type Tree = { [name: string]: unknown }

/** `{"source.ip": "…"}` → `{"source": {"ip": "…"}}`. Below a name that has a value of its own, names stay dotted. */
export const nest = (document: Readonly<Record<string, unknown>>): NestedDocument => nestInto({}, document)

/** Adds to what is nested already; what has names below it stays. */
export function nestInto(nested: NestedDocument, document: Readonly<Record<string, unknown>>): NestedDocument {
  const root = nested as Tree
  for (const name of Object.keys(document)) {
    const value = document[name]
    if (value === null || value === undefined) continue
    const path = pathOf(name)
    if (path === null) continue
    const tree = path.above.length === 0 || isBelowValue(document, path) ? null : treeFor(root, path)
    if (tree !== null) tree[path.last] = value
    else if (!isTree(root[name])) root[name] = value
  }
  return nested
}

/** A dotted name. */
interface NamePath {
  /** Its parts but for the last. */
  readonly above: readonly string[]
  readonly last: string
  /** The names of all that it lies in. */
  readonly parents: readonly string[]
}

/** Null where a value is in the way. */
function treeFor(root: Tree, { above }: NamePath): Tree | null {
  let tree = root
  for (const part of above) {
    tree[part] ??= {}
    if (!isTree(tree[part])) return null
    tree = tree[part]
  }
  return tree
}

function isBelowValue(document: Readonly<Record<string, unknown>>, { parents }: NamePath): boolean {
  for (const parent of parents) if ((document[parent] ?? null) !== null) return true
  return false
}

/** Documents mostly have the same names. Strangers choose them too, so that not all can be remembered. */
const paths = new Map<string, NamePath | null>()
const mostPaths = 4096
const longestPath = 256

/** Null for a name that would reach an object's prototype. */
function pathOf(name: string): NamePath | null {
  const known = paths.get(name)
  if (known !== undefined) return known
  const path = readPath(name)
  if (name.length > longestPath) return path
  if (paths.size >= mostPaths) paths.clear()
  paths.set(name, path)
  return path
}

function readPath(name: string): NamePath | null {
  const parts = name.split('.')
  if (parts.some((part) => unsafe.has(part))) return null
  const above = parts.slice(0, -1)
  return { above, last: parts.at(-1)!, parents: above.map((_, depth) => parts.slice(0, depth + 1).join('.')) }
}

const unsafe = new Set(['__proto__', 'constructor', 'prototype'])

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nested or dotted JSON → flat dotted. Arrays of objects become arrays of each leaf; nulls are left out. */
export function flatten(object: object): EventDocument {
  const out: Record<string, Value> = Object.create(null)
  flattenInto(out, '', object, deepest)
  return out
}

/** Deeper levels are left out: no format that we read goes so deep, and a stack has an end. */
const deepest = 100

function flattenInto(out: Record<string, Value>, prefix: string, object: object, levels: number): void {
  if (levels === 0) return
  for (const [name, value] of Object.entries(object)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) flattenArray(out, path, value, levels - 1)
    else if (typeof value === 'object') flattenInto(out, path, value, levels - 1)
    else if (isScalar(value)) out[path] = value
  }
}

function flattenArray(out: Record<string, Value>, path: string, values: readonly unknown[], levels: number): void {
  const scalars = values.filter(isScalar)
  if (scalars.length > 0) out[path] = scalars
  const leaves = new Map<string, Scalar[]>()
  for (const value of values) {
    if (!isTree(value)) continue
    const inner: Record<string, Value> = Object.create(null)
    flattenInto(inner, path, value, levels)
    for (const [at, leaf] of Object.entries(inner)) {
      const all = leaves.get(at) ?? [...asArray(out[at] ?? [])]
      for (const one of asArray(leaf ?? [])) all.push(one)
      leaves.set(at, all)
    }
  }
  for (const [at, all] of leaves) out[at] = all
}

const asArray = (value: Scalar | readonly Scalar[]): readonly Scalar[] => (isScalar(value) ? [value] : value)

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

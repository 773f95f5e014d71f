// Flat dotted document ↔ nested ECS JSON.
import type { EventDocument, NestedDocument, Scalar, Value } from './value.ts'

type Tree = { [name: string]: unknown }

/** `{"source.ip": "…"}` → `{"source": {"ip": "…"}}`. Where a name is both value and parent, the value keeps its dotted name. */
export function nest(document: Readonly<Record<string, unknown>>): NestedDocument {
  const root: Tree = {}
  for (const [name, value] of Object.entries(document)) {
    if (value !== null && value !== undefined) place(root, name, value)
  }
  return root as NestedDocument
}

function place(root: Tree, name: string, value: unknown): void {
  const path = name.split('.')
  let tree = root
  for (const part of path.slice(0, -1)) {
    if (unsafe.has(part)) return
    const next = tree[part]
    if (next === undefined) tree = tree[part] = {} as Tree
    else if (isTree(next)) tree = next
    else {
      root[name] = value
      return
    }
  }
  const last = path.at(-1)!
  if (unsafe.has(last)) return
  if (isTree(tree[last]) && !isTree(value)) root[name] = value
  else tree[last] = value
}

/** Names that would reach an object's prototype. */
const unsafe = new Set(['__proto__', 'constructor', 'prototype'])

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nested or dotted JSON → flat dotted. Arrays of objects become arrays of each leaf; nulls are left out. */
export function flatten(object: object): EventDocument {
  const out: Record<string, Value> = Object.create(null)
  flattenInto(out, '', object)
  return out
}

function flattenInto(out: Record<string, Value>, prefix: string, object: object): void {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) flattenArray(out, path, value)
    else if (typeof value === 'object') flattenInto(out, path, value)
    else if (isScalar(value)) out[path] = value
  }
}

function flattenArray(out: Record<string, Value>, path: string, values: readonly unknown[]): void {
  const scalars = values.filter(isScalar)
  if (scalars.length > 0) out[path] = scalars
  for (const value of values) {
    if (!isTree(value)) continue
    for (const [name, leaf] of Object.entries(flatten(value))) {
      const at = `${path}.${name}`
      out[at] = [...asArray(out[at] ?? []), ...asArray(leaf ?? [])]
    }
  }
}

const asArray = (value: Scalar | readonly Scalar[]): readonly Scalar[] => (isScalar(value) ? [value] : value)

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

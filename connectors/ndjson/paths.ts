// Wanted field names → one walk over a parsed object that fills their columns, nested or dotted keys alike.

/** A key of an object, with the fields that it leads to. */
interface Node {
  readonly key: string
  /** The field whose whole name leads here; -1 where it only leads on. */
  slot: number
  readonly children: Node[]
}

export interface Paths {
  /**
   * Writes the value of each field found to `values`, by slot. False where the plain walk cannot tell a value: it comes
   * twice, or out of an array of objects.
   */
  walk(root: object, values: unknown[]): boolean
}

export function createPaths(fields: readonly string[]): Paths {
  const root: Node = { key: '', slot: -1, children: [] }
  for (const [slot, field] of fields.entries()) grow(root, field.split('.'), slot)
  return { walk: (object, values) => walk(root, object as Tree, values) }
}

type Tree = Readonly<Record<string, unknown>>

/** `a.b.c` may be written `a` → `b` → `c`, `a.b` → `c`, `a` → `b.c` or `a.b.c`. */
function grow(node: Node, parts: readonly string[], slot: number): void {
  for (let length = 1; length <= parts.length; length++) {
    const child = childOf(node, parts.slice(0, length).join('.'))
    if (length === parts.length) child.slot = slot
    else grow(child, parts.slice(length), slot)
  }
}

/** All ways to write a field's name as keys within keys. What every object inherits is no key, as for `walk`. */
export function spellingsOf(field: string): readonly (readonly string[])[] {
  return spell(field.split('.')).filter((path) => path.every((key) => !(key in Object.prototype)))
}

function spell(parts: readonly string[]): readonly (readonly string[])[] {
  return parts.flatMap((_, index) => {
    const key = parts.slice(0, index + 1).join('.')
    const rest = parts.slice(index + 1)
    return rest.length === 0 ? [[key]] : spell(rest).map((path) => [key, ...path])
  })
}

function childOf(node: Node, key: string): Node {
  const known = node.children.find((child) => child.key === key)
  if (known) return known
  const child: Node = { key, slot: -1, children: [] }
  // What every object inherits would be found in each of them.
  if (!(key in Object.prototype)) node.children.push(child)
  return child
}

function walk(node: Node, tree: Tree, values: unknown[]): boolean {
  for (const child of node.children) {
    const value = tree[child.key]
    if (value === undefined || value === null) continue
    if (typeof value !== 'object') {
      if (!put(child.slot, value, values)) return false
    } else if (Array.isArray(value)) {
      if (!value.every(isScalar)) return false
      if (value.length === 0) continue
      if (!put(child.slot, value, values)) return false
    } else if (!walk(child, value as Tree, values)) return false
  }
  return true
}

function put(slot: number, value: unknown, values: unknown[]): boolean {
  if (slot < 0) return true
  if (values[slot] !== null) return false
  values[slot] = value
  return true
}

const isScalar = (value: unknown): boolean => value !== null && typeof value !== 'object'

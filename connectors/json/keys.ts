// The paths wanted of lines of JSON, as a tree of keys, and what lines so far had where: learned as they come.
import type { JsonPath } from './scan.ts'

export interface Node {
  /** Place of its value among the paths; -1 where the path goes on. */
  slot: number
  readonly children: Map<string, Node>
  /** Stands before the first key of the object. */
  readonly before: Edge
  /** The keys that lines before had in such an object, as they wrote them. */
  readonly edges: Map<string, Edge>
}

/** A key as lines before wrote it, and the keys after it: lines of one product mostly have the same, in few orders. */
export interface Edge {
  /** From the key's quote up to its value: `"status": `. */
  readonly lead: Uint8Array
  /** The lead in fours of bytes, little-endian; what is left over is compared byte by byte. */
  readonly words: Int32Array
  readonly length: number
  readonly child: Node | null
  /** What came after it last, and what else did. */
  next: Edge | null
  other: Edge | null
}

/** The outermost object of lines of which those paths are wanted. */
export function createKeys(paths: readonly JsonPath[]): Node {
  const root = newNode()
  for (const [slot, path] of paths.entries()) grow(root, path, slot)
  return root
}

const newNode = (): Node => ({
  slot: -1,
  children: new Map(),
  before: newEdge(new Uint8Array(0), null),
  edges: new Map(),
})

function grow(root: Node, path: JsonPath, slot: number): void {
  let node = root
  for (const key of path) {
    let child = node.children.get(key)
    if (child === undefined) {
      child = newNode()
      node.children.set(key, child)
    }
    node = child
  }
  node.slot = slot
}

/** A key that no line so far had in such an object, by how it is written and by its name. Keys that never repeat are not kept without end. */
export function learn(node: Node, lead: string, key: string): Edge {
  const edge = newEdge(Buffer.from(lead, 'latin1'), childOf(node, key))
  if (node.edges.size >= mostEdges) {
    node.edges.clear()
    node.before.next = node.before.other = null
  }
  // A slice of a line would keep the whole line.
  if (edge.length <= longestLead) node.edges.set(Buffer.from(edge.lead).toString('latin1'), edge)
  return edge
}

function newEdge(lead: Uint8Array, child: Node | null): Edge {
  const view = new DataView(lead.buffer, lead.byteOffset, lead.length)
  const words = Int32Array.from({ length: lead.length >> 2 }, (_, index) => view.getInt32(index * 4, true))
  return { lead, words, length: lead.length, child, next: null, other: null }
}

const childOf = (node: Node, key: string): Node | null => node.children.get(unescapeKey(key)) ?? null

const longestLead = 256
const mostEdges = 256

/** Keys are hardly ever escaped: what cannot be undone stays as it stands. */
function unescapeKey(key: string): string {
  if (!key.includes('\\')) return key
  try {
    return JSON.parse(`"${key}"`) as string
  } catch {
    return key
  }
}

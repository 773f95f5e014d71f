// The paths wanted of lines of JSON, as a tree of keys in the kernel's memory, and how lines so far wrote their keys:
// learned as they come, and bounded.
import type { Arena } from './arena.ts'
import { edge, node } from './records.ts'
import type { JsonPath } from './scan.ts'

/** A path, and the place of what stands there. Several paths may be spellings of one field. */
export interface WantedPath {
  readonly path: JsonPath
  readonly slot: number
}

interface KeyNode {
  readonly at: number
  readonly children: Map<string, KeyNode>
  slot: number
}

/** The kernel's `keyAt`, `keyNode` and `keyBefore`. */
export interface UnknownKey {
  readonly at: number
  readonly node: number
  readonly before: number
}

const mostEdges = 1024
const longestLead = 256

export class KeyTree {
  readonly root: number
  /** Of the wanted fields, and behind them of the objects on the way to them. */
  readonly slots: number
  /** Those of them that were learned. */
  readonly met = new Set<number>()
  /** How many keys were learned, in one spelling or two. */
  learned = 0
  readonly #arena: Arena
  readonly #nodes = new Map<number, KeyNode>()
  readonly #edges: number
  readonly #leads: number
  #known = 0

  constructor(arena: Arena, paths: readonly WantedPath[], fields: number) {
    this.#arena = arena
    this.root = this.#newNode().at
    for (const { path, slot } of paths) this.#grow(path, slot)
    let slots = fields
    for (const each of this.#nodes.values()) {
      if (each.slot < 0) each.slot = slots++
      arena.setWords(each.at, [each.slot, each.children.size > 0 ? 1 : 0, arena.take(edge.bytes), 0])
    }
    this.slots = slots
    this.#edges = arena.take(mostEdges * edge.bytes)
    this.#leads = arena.take(mostEdges * longestLead)
  }

  #grow(path: JsonPath, slot: number): void {
    let parent = this.#nodes.get(this.root)!
    for (const key of path) {
      const child = parent.children.get(key) ?? this.#newNode()
      parent.children.set(key, child)
      parent = child
    }
    parent.slot = slot
  }

  #newNode(): KeyNode {
    const made: KeyNode = { at: this.#arena.take(node.bytes), children: new Map(), slot: -1 }
    this.#nodes.set(made.at, made)
    return made
  }

  /** False where no key with a colon behind it stands there. The lines after this one may have it there too. */
  learn({ at, node: parent, before }: UnknownKey): boolean {
    const { bytes } = this.#arena
    const found = keyAt(bytes, at)
    if (found === null) return false
    if (this.#known === mostEdges) this.#forget()
    const index = this.#known++
    this.learned++
    const place = this.#edges + index * edge.bytes
    const lead = this.#leads + index * longestLead
    bytes.copy(bytes, lead, at, at + found.length)
    const child = this.#nodes.get(parent)!.children.get(found.key)
    if (child !== undefined) this.met.add(child.slot)
    this.#arena.setWords(place, [lead, found.length, child?.at ?? 0, 0, 0, this.#arena.word(parent + node.edges)])
    this.#arena.setWords(parent + node.edges, [place])
    this.#arena.setWords(before + edge.next, [place, this.#arena.word(before + edge.next)])
    return true
  }

  /** Keys that never come again are not kept without end. */
  #forget(): void {
    this.#known = 0
    for (const { at } of this.#nodes.values()) {
      this.#arena.setWords(at + node.edges, [0])
      this.#arena.setWords(this.#arena.word(at + node.before) + edge.next, [0, 0])
    }
  }
}

/** A key with what follows it up to its value. */
function keyAt(bytes: Buffer, at: number): { readonly key: string; readonly length: number } | null {
  const found = lead.exec(bytes.toString('latin1', at, at + longestLead))
  if (found === null) return null
  try {
    const key = JSON.parse(bytes.toString('utf8', at, at + found[1]!.length)) as string
    return { key, length: found[0].length }
  } catch {
    return null
  }
}

const lead = /^("(?:[^"\\]|\\.)*")[ \t\r]*:[ \t\r]*/

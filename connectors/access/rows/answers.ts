// What was found out of codes → the same of the same codes, without finding it out again. What is looked at first decides what
// is looked at next, so the answers are the leaves of a tree whose nodes are columns and whose branches are codes.
import { code } from '../../../src/event/column.ts'
import { widened } from '../../../src/event/widened.ts'
import type { Look } from './coded-lines.ts'

/** Codes of rows: that of a row and column stands as far behind the start of the column as the row is. */
export interface CodeTable {
  readonly words: Int32Array
  /** By column. */
  readonly starts: Int32Array
}

/** What `find` gives besides codes, of which `made` is the least that an answer has. */
export const unknown = code.made - 1
/** It depends on what each line has for itself. */
export const own = code.made - 2

/** Makes a leaf of a code, or of `own`: 0 is no branch. */
const toLeaf = 1 - own

// A node: where the codes of its column start, inverted where it only matters whether there is one; how many branches it has;
// and by the place of a code a leaf, or the next node, inverted.
const nodeStart = 0
const nodeBranches = 1
const nodeHead = 2
const leastBranches = 16

/** Of one question, in words. Beyond, all is forgotten. */
const mostWords = 1 << 19
/** Codes beyond are not remembered below the first node: there are many nodes there. */
const mostBelow = 1 << 12

export class Answers {
  #tree = new Int32Array(64)
  /** Behind the first word, which is the branch to the first node. */
  #used = 1
  readonly #columns = new Set<number>()

  /** `unknown`, `own`, or a code. */
  find(words: Int32Array, row: number): number {
    const tree = this.#tree
    let branch = tree[0]!
    while (branch < 0) {
      const node = ~branch
      const place = placeAt(words, tree[node]!, row)
      if (place >= tree[node + nodeBranches]!) return unknown
      branch = tree[node + nodeHead + place]!
    }
    return branch === 0 ? unknown : branch - toLeaf
  }

  /** `looks`: what it depended on in the row, in order. Returns its code, or `own`. */
  learn(looks: readonly Look[], { words, starts }: CodeTable, row: number, keep: () => number): number {
    // Where a branch is written: in the tree, which may move to a larger one.
    let branchAt = 0
    for (const { column, at } of distinct(looks)) {
      this.#columns.add(column)
      const start = starts[column]!
      const node = this.#nodeAt(branchAt, at === 'presence' ? ~start : start)
      const place = placeAt(words, this.#tree[node]!, row)
      if (branchAt !== 0 && place >= mostBelow) return own
      branchAt = this.#branchAt(branchAt, node, place)
      if (place === ofPassing || (place === ofNumber && at !== 'sign')) return this.#putLeaf(branchAt, own)
    }
    return this.#putLeaf(branchAt, keep())
  }

  /** Whether it depends on codes of any of these. */
  dependsOn(columns: readonly number[]): boolean {
    return columns.some((column) => this.#columns.has(column))
  }

  forget(): void {
    this.#tree = new Int32Array(64)
    this.#used = 1
    this.#columns.clear()
  }

  #putLeaf(branchAt: number, answer: number): number {
    this.#tree[branchAt] = answer + toLeaf
    if (this.#used > mostWords) this.forget()
    return answer
  }

  /** The node that the branch leads to, which is made where there is none yet. */
  #nodeAt(branchAt: number, start: number): number {
    const branch = this.#tree[branchAt]!
    const known = branch < 0 ? this.#tree[~branch + nodeStart]! : null
    // Where it only mattered so far whether there is a value, its code may matter too.
    if (known !== null && (known === start || known === ~start) && (known >= 0 || start < 0)) return ~branch
    return this.#newNode(branchAt, start, leastBranches)
  }

  #newNode(branchAt: number, start: number, branches: number): number {
    const node = this.#used
    this.#used += nodeHead + branches
    if (this.#used > this.#tree.length) this.#tree = widened(this.#tree, new Int32Array(2 * this.#used))
    this.#tree[node + nodeStart] = start
    this.#tree[node + nodeBranches] = branches
    this.#tree[branchAt] = ~node
    return node
  }

  /** Where the node's branch for that place is written. A node with too few branches is written anew. */
  #branchAt(from: number, node: number, place: number): number {
    const branches = this.#tree[node + nodeBranches]!
    if (place < branches) return node + nodeHead + place
    const wider = this.#newNode(from, this.#tree[node + nodeStart]!, 2 ** Math.ceil(Math.log2(place + 1)))
    this.#tree.copyWithin(wider + nodeHead, node + nodeHead, node + nodeHead + branches)
    return wider + nodeHead + place
  }
}

/** Each column once, by what tells most of it. */
function distinct(looks: readonly Look[]): readonly Look[] {
  const first = looks.filter(({ column }, index) => looks.findIndex((other) => other.column === column) === index)
  return first.map(
    ({ column }) => looks.filter((look) => look.column === column).sort((a, b) => order[a.at] - order[b.at])[0]!,
  )
}

const order = { code: 0, sign: 1, presence: 2 } as const

// Places of branches: codes from the least one on that does not stand for one line's own text.
const least = code.leftOut - 2
const ofPassing = 0
const ofNumber = code.isNumber - least
const ofAbsent = code.absent - least
const ofPresent = ofAbsent + 1

function placeAt(words: Int32Array, start: number, row: number): number {
  if (start < 0) return words[~start + row]! === code.absent ? ofAbsent : ofPresent
  const coded = words[start + row]!
  return coded < least ? ofPassing : coded - least
}

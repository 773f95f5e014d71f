// An object in memory → where the wanted values stand in it. Keys are held against those that lines before had, which is
// many times faster than to look each of them up.
import { blank, closeBrace, comma, openBrace, openBracket } from './bytes.ts'
import { deepest, scalars, space, value } from './grammar.ts'

// Objects on the way to wanted values, 16 bytes each.
const nodeSlot: usize = 0
const nodeHasChildren: usize = 4
const nodeBefore: usize = 8
const nodeEdges: usize = 12

// Keys as lines before wrote them, 24 bytes each: from the quote up to the value.
const edgeLead: usize = 0
const edgeLength: usize = 4
const edgeChild: usize = 8
/** What came after it last, and what else did. */
const edgeNext: usize = 12
const edgeOther: usize = 16
/** Another one of the same object. */
const edgeSibling: usize = 20

let root: usize = 0
let fields: i32 = 0
let seen: usize = 0
let starts: usize = 0
let ends: usize = 0
/** Behind the last newline. */
let end: usize = 0
let lineNumber: i32 = 0

/** Of a key that no line before had: where it stands, in which object, and after which key. */
export let keyAt: usize = 0
export let keyNode: usize = 0
export let keyBefore: usize = 0

/** What is looked for. */
export function walks(rootAt: usize, fieldCount: i32, seenAt: usize, startsAt: usize, endsAt: usize): void {
  root = rootAt
  fields = fieldCount
  seen = seenAt
  starts = startsAt
  ends = endsAt
}

/** The place behind the object that starts there; 0 where it cannot be told what it means. `stop`: behind the last newline. */
export function walk(at: usize, stop: usize): usize {
  end = stop
  keyAt = 0
  lineNumber++
  return load<u8>(at) == openBrace ? object(root, at + 1) : 0
}

function object(node: usize, from: usize): usize {
  let at = space(from)
  if (load<u8>(at) == closeBrace) return at + 1
  let before = load<u32>(node, nodeBefore) as usize
  while (true) {
    const edge = expected(node, before, at)
    if (edge == 0) return 0
    at += load<u32>(edge, edgeLength) as usize
    const child = load<u32>(edge, edgeChild) as usize
    at = child == 0 ? value(at, deepest) : wanted(child, at)
    if (at == 0) return 0
    let code = load<u8>(at)
    if (code <= blank) {
      at = space(at)
      code = load<u8>(at)
    }
    if (code == closeBrace) return at + 1
    if (code != comma) return 0
    at++
    if (load<u8>(at) <= blank) at = space(at)
    before = edge
  }
}

@inline
function isAt(edge: usize, at: usize): bool {
  const length = load<u32>(edge, edgeLength) as usize
  const lead = load<u32>(edge, edgeLead) as usize
  if (length <= 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(lead), v128.load(at))) as u32
    return ((~same) & ((1 << (length as u32)) - 1)) == 0 && at + length <= end
  }
  return isLongAt(lead, length, at)
}

function isLongAt(lead: usize, length: usize, at: usize): bool {
  if (at + length > end) return false
  let place: usize = 0
  const last = length - 16
  while (place < last) {
    if (!i8x16.all_true(i8x16.eq(v128.load(lead + place), v128.load(at + place)))) return false
    place += 16
  }
  return i8x16.all_true(i8x16.eq(v128.load(lead + last), v128.load(at + last)))
}

@inline
function expected(node: usize, before: usize, at: usize): usize {
  const next = load<u32>(before, edgeNext) as usize
  if (next != 0 && isAt(next, at)) return next
  return unexpected(node, before, next, at)
}

function unexpected(node: usize, before: usize, next: usize, at: usize): usize {
  const other = load<u32>(before, edgeOther) as usize
  if (other != 0 && isAt(other, at)) return other
  if (next != 0) {
    // A key may be missing.
    const after = load<u32>(next, edgeNext) as usize
    if (after != 0 && isAt(after, at)) return after
  }
  for (let edge = load<u32>(node, nodeEdges) as usize; edge != 0; edge = load<u32>(edge, edgeSibling) as usize) {
    if (!isAt(edge, at)) continue
    store<u32>(before, next as u32, edgeOther)
    store<u32>(before, edge as u32, edgeNext)
    return edge
  }
  keyAt = at
  keyNode = node
  keyBefore = before
  return 0
}

function wanted(node: usize, from: usize): usize {
  const at = load<u8>(from) <= blank ? space(from) : from
  const slot = load<i32>(node, nodeSlot)
  const seenAt = seen + ((slot as usize) << 2)
  // Twice in one line, in one spelling or two: which of them counts is told elsewhere.
  if (load<i32>(seenAt) == lineNumber) return 0
  store<i32>(seenAt, lineNumber)
  const code = load<u8>(at)
  const after =
    code == openBrace && load<i32>(node, nodeHasChildren) != 0
      ? object(node, at + 1)
      : code == openBracket
        ? scalars(at)
        : value(at, deepest)
  if (slot < fields) {
    store<u32>(starts + ((slot as usize) << 2), at as u32)
    store<u32>(ends + ((slot as usize) << 2), after as u32)
  }
  return after
}

@inline
export function has(slot: i32): bool {
  return load<i32>(seen + ((slot as usize) << 2)) == lineNumber
}

@inline
export function startOf(slot: i32): usize {
  return load<u32>(starts + ((slot as usize) << 2)) as usize
}

@inline
export function endOf(slot: i32): usize {
  return load<u32>(ends + ((slot as usize) << 2)) as usize
}

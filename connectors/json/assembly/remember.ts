// Where a value stands → the id that stands for it: that of a value that came before, or a new one.

// What is remembered, 80 bytes each.
const memoHash: usize = 0
const memoLength: usize = 8
const memoBatch: usize = 12
const memoText: usize = 16
const memoBytes: usize = 80
export const longestRemembered: usize = 64

let news: usize = 0
let mostNews: i32 = 0
let batchNumber: i32 = 0
/** How many ids of this batch are of no memory. */
let passing: i32 = 0

export let newsCount: i32 = 0

/** Where it is told what ids stand for. */
export function notes(newsAt: usize, most: i32): void {
  news = newsAt
  mostNews = most
}

/** News are counted from 0 again; what earlier ids stood for may be replaced. */
export function forgetNews(): void {
  newsCount = 0
  passing = 0
  batchNumber++
}

export function hasRoom(values: i32): bool {
  return newsCount + values <= mostNews
}

/** Something that is not remembered: told of by itself. */
export function pass(index: i32, from: usize, to: usize): i32 {
  // Below every id that is a place of a memory.
  const id = -16 - passing++
  tellNew(index, id, from, to)
  return id
}

function tellNew(index: i32, id: i32, from: usize, to: usize): void {
  const entry = news + ((newsCount++ as usize) << 4)
  store<i32>(entry, index)
  store<i32>(entry, id, 4)
  store<u32>(entry, from as u32, 8)
  store<u32>(entry, to as u32, 12)
}

/** What comes again, by its place; each has one place, where the one that came last is remembered. */
export function remember(places: usize, mask: u32, index: i32, from: usize, to: usize): i32 {
  const length = to - from
  const hash = hashOf(from, length)
  const id = ((hash ^ (hash >> 32)) as u32) & mask
  const entry = places + (id as usize) * memoBytes
  const isKnown = load<u64>(entry, memoHash) == hash && load<u32>(entry, memoLength) == (length as u32)
  if (isKnown && isSame(entry + memoText, from, length)) {
    store<i32>(entry, batchNumber, memoBatch)
    return id as i32
  }
  // Rows of this batch stand for what is there.
  if (load<i32>(entry, memoBatch) == batchNumber) return pass(index, from, to)
  store<u64>(entry, hash, memoHash)
  store<u32>(entry, length as u32, memoLength)
  store<i32>(entry, batchNumber, memoBatch)
  memory.copy(entry + memoText, from, length)
  tellNew(index, id as i32, from, to)
  return id as i32
}

@inline
function isSame(one: usize, other: usize, length: usize): bool {
  let at: usize = 0
  for (; at + 16 <= length; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(one + at), v128.load(other + at)))) return false
  }
  const same = i8x16.bitmask(i8x16.eq(v128.load(one + at), v128.load(other + at))) as u32
  return ((~same) & ((1 << ((length - at) as u32)) - 1)) == 0
}

@inline
function hashOf(from: usize, length: usize): u64 {
  let hash: u64 = length as u64
  let at: usize = 0
  for (; at + 8 <= length; at += 8) hash = mix(hash, load<u64>(from + at))
  const left = length - at
  return left == 0 ? hash : mix(hash, load<u64>(from + at) & (((1 as u64) << ((left as u64) << 3)) - 1))
}

@inline
function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 29)
}

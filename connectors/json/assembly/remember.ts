// Where a value stands → the number that stands for it: that of a value that came before, or the next one.

// What is remembered: before the text, for which there is as much room as its column says.
const memoHash: usize = 0
const memoLength: usize = 8
const memoNumber: usize = 12
const memoText: usize = 16

let news: usize = 0
let mostNews: i32 = 0
/** How many of these rows' values are not remembered. */
let passing: i32 = 0

export let newsCount: i32 = 0

/** Where it is told what numbers stand for. */
export function notes(newsAt: usize, most: i32): void {
  news = newsAt
  mostNews = most
}

/** News are counted from 0 again. */
export function forgetNews(): void {
  newsCount = 0
  passing = 0
}

export function hasRoom(values: i32): bool {
  return newsCount + values <= mostNews
}

/** Something that is not remembered: told of by itself. */
export function pass(index: i32, from: usize, to: usize): i32 {
  // Below all numbers that are told more than once.
  const number = -16 - passing++
  tellNew(index, number, from, to)
  return number
}

function tellNew(index: i32, number: i32, from: usize, to: usize): void {
  const entry = news + ((newsCount++ as usize) << 4)
  store<i32>(entry, index)
  store<i32>(entry, number, 4)
  store<u32>(entry, from as u32, 8)
  store<u32>(entry, to as u32, 12)
}

/**
 * What comes again: each has one place, where the one that came last is remembered; texts have at most `longest` bytes.
 * `next`: how many numbers the column has given; one that was replaced in between has another when it comes again.
 */
export function remember(places: usize, mask: u32, longest: usize, next: usize, index: i32, from: usize, to: usize): i32 {
  const length = to - from
  const hash = hashOf(from, length)
  const entry = places + ((((hash ^ (hash >> 32)) as u32) & mask) as usize) * (memoText + longest)
  const isKnown = load<u64>(entry, memoHash) == hash && load<u32>(entry, memoLength) == (length as u32)
  if (isKnown && isSame(entry + memoText, from, length)) return load<i32>(entry, memoNumber)
  const number = load<i32>(next)
  store<i32>(next, number + 1)
  store<u64>(entry, hash, memoHash)
  store<u32>(entry, length as u32, memoLength)
  store<i32>(entry, number, memoNumber)
  memory.copy(entry + memoText, from, length)
  tellNew(index, number, from, to)
  return number
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

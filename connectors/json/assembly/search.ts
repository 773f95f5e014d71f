// Bytes, or texts, within a stretch of a line → where they stand. Sixteen bytes are looked at at once; up to as many behind
// the stretch may be read, and count for nothing.
import { backslash } from './bytes.ts'

/** The first such byte from `from` on; `end` where there is none before it. */
@inline
export function byteAt(code: u8, from: usize, end: usize): usize {
  const codes = i8x16.splat(code)
  for (let at = from; at < end; at += 16) {
    const marks = i8x16.bitmask(i8x16.eq(v128.load(at), codes)) as u32
    if (marks != 0) {
      const found = at + (ctz(marks) as usize)
      return found < end ? found : end
    }
  }
  return end
}

/** Whether the text of that length stands at `at`, before `end`. */
@inline
export function isAt(text: usize, length: usize, at: usize, end: usize): bool {
  if (at + length > end) return false
  let place: usize = 0
  for (; place + 16 <= length; place += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(text + place), v128.load(at + place)))) return false
  }
  const same = i8x16.bitmask(i8x16.eq(v128.load(text + place), v128.load(at + place))) as u32
  return ((~same) & ((1 << ((length - place) as u32)) - 1)) == 0
}

/** Where the text stands first; 0 where it does not. */
export function textAt(text: usize, length: usize, from: usize, end: usize): usize {
  const first = load<u8>(text)
  let at = byteAt(first, from, end)
  while (at < end) {
    if (isAt(text, length, at, end)) return at
    at = byteAt(first, at + 1, end)
  }
  return 0
}

/** Where the text stands last of all places from `from` to `last`, before `end`; 0 where it does not. */
export function lastTextAt(text: usize, length: usize, from: usize, last: usize, end: usize): usize {
  const firsts = i8x16.splat(load<u8>(text))
  // Blocks that end at `last`, and then before each other.
  for (let behind = last + 1; behind > from; behind -= 16) {
    const block = behind - 16
    let marks = i8x16.bitmask(i8x16.eq(v128.load(block), firsts)) as u32
    while (marks != 0) {
      const bit: u32 = 31 - clz(marks)
      const at = block + (bit as usize)
      if (at < from) return 0
      if (isAt(text, length, at, end)) return at
      marks ^= (1 as u32) << bit
    }
    if (behind < from + 16) return 0
  }
  return 0
}

/** Whether an odd number of backslashes stands before it, from `from` on. */
export function isEscaped(at: usize, from: usize): bool {
  let start = at
  while (start > from && load<u8>(start - 1) == backslash) start--
  return ((at - start) & 1) == 1
}

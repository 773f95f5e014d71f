// A line of columns between spaces, some of them in quotes → where each column stands in it (../spaced.ts).
import { backslash, blank, quote } from '../../json/assembly/bytes.ts'
import { byteAt, isAt } from '../../json/assembly/search.ts'
import { startOf, endOf, tell } from './spans.ts'

// What is known of such lines, 20 bytes.
const spacedColumns: usize = 4
const spacedFewest: usize = 8
const spacedHeads: usize = 12
const spacedHeadCount: usize = 16

// What the first column may be, 8 bytes each.
const headText: usize = 0
const headLength: usize = 4
const headBytes: usize = 8

export function cutSpaced(spaced: usize, from: usize, end: usize): bool {
  const columns = load<i32>(spaced, spacedColumns)
  let count = 0
  let at = from
  while (at < end && count < columns) {
    const isQuoted = load<u8>(at) == quote
    const start = isQuoted ? at + 1 : at
    const to = isQuoted ? quoteFrom(start, end) : byteAt(blank, start, end)
    tell(count++, start, to)
    at = to + (isQuoted ? 2 : 1)
  }
  for (let index = count; index < columns; index++) tell(index, end, end)
  return count >= load<i32>(spaced, spacedFewest) && hasHead(spaced)
}

/** A quote that a client sent is escaped; should one not be, only a quote before a space ends the column. */
function quoteFrom(from: usize, end: usize): usize {
  let at = byteAt(quote, from, end)
  while (at < end && (load<u8>(at - 1) == backslash || (at + 1 < end && load<u8>(at + 1) != blank))) {
    at = byteAt(quote, at + 1, end)
  }
  return at
}

function hasHead(spaced: usize): bool {
  const from = startOf(0)
  const to = endOf(0)
  const heads = load<u32>(spaced, spacedHeads) as usize
  const count = load<i32>(spaced, spacedHeadCount)
  for (let index = 0; index < count; index++) {
    const head = heads + (index as usize) * headBytes
    const length = load<u32>(head, headLength) as usize
    if (length == to - from && isAt(load<u32>(head, headText) as usize, length, from, to)) return true
  }
  return false
}

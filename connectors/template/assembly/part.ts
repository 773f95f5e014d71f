// A value in memory → the part of it that is wanted: the address of an endpoint, or one of several texts in brackets.
import { closeBracket, colon, openBracket } from '../../json/assembly/bytes.ts'
import { byteAt } from '../../json/assembly/search.ts'

/** All of it. */
export const whole: i32 = 0
/** Of `203.0.113.7:51234` and `[2001:db8::7]:51234`. */
const address: i32 = 1
/** This one and those above it: of `{a|b|c}` the first, the second …. */
const firstItem: i32 = 2

const bar: u8 = 0x7c

/** Of the part found last. */
export let partFrom: usize = 0
export let partTo: usize = 0

/** False where there is no such part, or nothing in it. */
export function find(part: i32, from: usize, to: usize): bool {
  if (part == address) findAddress(from, to)
  else findItem(part - firstItem, from + 1, to - 1)
  return partFrom < partTo
}

function findAddress(from: usize, to: usize): void {
  let end = to
  while (end > from && load<u8>(end - 1) != colon) end--
  partFrom = from
  partTo = end > from ? end - 1 : to
  if (partTo < from + 2 || load<u8>(from) != openBracket || load<u8>(partTo - 1) != closeBracket) return
  partFrom++
  partTo--
}

function findItem(number: i32, from: usize, to: usize): void {
  let at = from
  for (let before = 0; before < number; before++) at = at < to ? byteAt(bar, at, to) + 1 : to + 1
  partFrom = at
  partTo = at < to ? byteAt(bar, at, to) : at
}

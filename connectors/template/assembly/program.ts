// A line and the program of a format → where each of the format's variables stands in the line. What the parts of a program
// mean is told in ../split.ts and ../stops.ts, which do the same with texts; ../program.ts writes them down.
import { blank } from '../../json/assembly/bytes.ts'
import { byteAt, isAt, isEscaped, lastTextAt, textAt } from '../../json/assembly/search.ts'
import { cutSpaced } from './spaced.ts'
import { endOf, startOf, tell } from './spans.ts'

// A program, 40 bytes.
/** 0 where it is of columns between spaces. */
const programIsFormat: usize = 0
const programPrefix: usize = 4
const programPrefixLength: usize = 8
const programSuffix: usize = 12
const programSuffixLength: usize = 16
const programStops: usize = 20
const programCount: usize = 24
/** The first and the last variable that may hold anything; the first is negative where there is none. */
const programFirst: usize = 28
const programLast: usize = 32
/** The last variable holds no blank. */
const programIsWord: usize = 36

// Where a variable ends, 48 bytes each.
const stopWay: usize = 0
const stopLiteral: usize = 4
const stopLength: usize = 8
/** How long such values always are; 0 where that is not known. */
const stopFixed: usize = 12
/** What stands behind the next variable, which is always as long as that. */
const stopThen: usize = 16
const stopThenLength: usize = 20
const stopThenDistance: usize = 24
/** A quote within the value has a backslash before it. */
const stopHasEscapes: usize = 28
const stopOpening: usize = 32
const stopClosing: usize = 36
const stopBytes: usize = 48

// Ways to find where a variable ends.
const atLiteral: i32 = 0
const atLineEnd: i32 = 1
const atLastLiteral: i32 = 2
const atByte: i32 = 3
const inBrackets: i32 = 4

// What a line is.
export const isNot: i32 = 0
export const is: i32 = 1
/** The host cuts it. */
const isUnclear: i32 = 2

export function cut(program: usize, from: usize, end: usize): i32 {
  if (load<i32>(program, programIsFormat) == 0) return cutSpaced(program, from, end) ? is : isNot
  const prefixLength = load<u32>(program, programPrefixLength) as usize
  if (!isAt(load<u32>(program, programPrefix) as usize, prefixLength, from, end)) return isNot
  const isForward = load<i32>(program, programFirst) < 0
  const found = isForward ? forward(program, from + prefixLength, end) : fromBothEnds(program, from, end)
  if (found != is || load<i32>(program, programIsWord) == 0) return found
  const last = load<i32>(program, programCount) - 1
  return byteAt(blank, startOf(last), endOf(last)) == endOf(last) ? is : isNot
}

@inline
function stopAt(program: usize, index: i32): usize {
  return (load<u32>(program, programStops) as usize) + (index as usize) * stopBytes
}

function forward(program: usize, from: usize, end: usize): i32 {
  const behind = fromLeft(program, from, end, load<i32>(program, programCount))
  return behind == end ? is : isNot
}

/** Where the variable of that number begins, or what stands behind the last one; 0 where one before it has no end. */
function fromLeft(program: usize, from: usize, end: usize, number: i32): usize {
  let at = from
  for (let index = 0; index < number; index++) {
    const stop = stopAt(program, index)
    const to = endFrom(stop, at, end)
    if (to == 0) return 0
    tell(index, at, to)
    at = to + (load<u32>(stop, stopLength) as usize)
  }
  return at
}

function fromBothEnds(program: usize, line: usize, end: usize): i32 {
  const suffixLength = load<u32>(program, programSuffixLength) as usize
  const suffix = end - suffixLength
  if (suffix < line || !isAt(load<u32>(program, programSuffix) as usize, suffixLength, suffix, end)) return isNot
  const last = load<i32>(program, programLast)
  const start = fromLeft(program, line + (load<u32>(program, programPrefixLength) as usize), end, last)
  if (start == 0) return isNot
  let to = suffix
  for (let index = load<i32>(program, programCount) - 1; index > last; index--) {
    const border = borderBefore(program, index, line, to, end)
    if (border == 0) return isNot
    tell(index, border + (load<u32>(stopAt(program, index - 1), stopLength) as usize), to)
    to = border
  }
  if (to < start) return isNot
  tell(last, start, to)
  return isSameFromRight(program, line, to, end) ? is : isUnclear
}

/** Ends between values that may hold anything count where they are the same from both sides. */
function isSameFromRight(program: usize, line: usize, from: usize, end: usize): bool {
  let to = from
  for (let index = load<i32>(program, programLast); index > load<i32>(program, programFirst); index--) {
    to = borderBefore(program, index, line, to, end)
    if (to == 0 || to != endOf(index - 1)) return false
  }
  return true
}

/** Where what stands before that variable stands last, if the value ends at `to`; 0 where it does not stand there. */
function borderBefore(program: usize, index: i32, line: usize, to: usize, end: usize): usize {
  const stop = stopAt(program, index - 1)
  const length = load<u32>(stop, stopLength) as usize
  // As `String.lastIndexOf` has it of a place before the line.
  const last = to < line + length ? line : to - length
  return lastTextAt(load<u32>(stop, stopLiteral) as usize, length, line, last, end)
}

/** Where the value ends that begins at `at`; 0 where that cannot be. */
function endFrom(stop: usize, at: usize, end: usize): usize {
  const literal = load<u32>(stop, stopLiteral) as usize
  const length = load<u32>(stop, stopLength) as usize
  const fixed = load<u32>(stop, stopFixed) as usize
  if (fixed != 0 && isAt(literal, length, at + fixed, end)) return at + fixed
  switch (load<i32>(stop, stopWay)) {
    case atLineEnd:
      return end
    case atLastLiteral:
      return at + length <= end && isAt(literal, length, end - length, end) ? end - length : 0
    case atByte: {
      const found = byteAt(load<u8>(stop, stopOpening), at, end)
      return found == end ? 0 : found
    }
    case inBrackets:
      return behindBrackets(stop, literal, length, at, end)
    default:
      return load<u32>(stop, stopThenDistance) == 0 && load<i32>(stop, stopHasEscapes) == 0
        ? textAt(literal, length, at, end)
        : confirmedAt(stop, literal, length, at, end)
  }
}

function behindBrackets(stop: usize, literal: usize, length: usize, at: usize, end: usize): usize {
  let to = at - 1
  if (at < end && load<u8>(at) == load<u8>(stop, stopOpening)) {
    const closing = byteAt(load<u8>(stop, stopClosing), at, end)
    if (closing == end) return 0
    to = closing + 1
  }
  return isAt(literal, length, to, end) ? to : 0
}

function confirmedAt(stop: usize, literal: usize, length: usize, from: usize, end: usize): usize {
  const then = load<u32>(stop, stopThen) as usize
  const thenLength = load<u32>(stop, stopThenLength) as usize
  const distance = load<u32>(stop, stopThenDistance) as usize
  const hasEscapes = load<i32>(stop, stopHasEscapes) != 0
  let at = textAt(literal, length, from, end)
  while (at != 0) {
    const isBorder = !hasEscapes || !isEscaped(at, from)
    if (isBorder && (distance == 0 || isAt(then, thenLength, at + distance, end))) return at
    at = textAt(literal, length, at + 1, end)
  }
  return 0
}

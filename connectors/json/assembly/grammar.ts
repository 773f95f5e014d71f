// Places in memory where a value of JSON starts → the places behind it, or 0 where RFC 8259 has no such value. Lines end in
// a newline, so that nothing is read past the last one.

import {
  backslash,
  blank,
  carriageReturn,
  caseBit,
  closeBracket,
  colon,
  comma,
  dot,
  letterA,
  letterB,
  letterE,
  letterF,
  letterN,
  letterR,
  letterT,
  letterU,
  minus,
  openBrace,
  openBracket,
  plus,
  quote,
  slash,
  tab,
  zero,
} from './bytes.ts'

@inline
export function space(at: usize): usize {
  let code = load<u8>(at)
  while (code == blank || code == tab || code == carriageReturn) code = load<u8>(++at)
  return at
}

// Four letters, as little-endian numbers.
const trueWord: u32 = 0x65757274
const nullWord: u32 = 0x6c6c756e
const alseWord: u32 = 0x65736c61

/** Levels of what nobody wants the inside of; a stack has an end. */
export const deepest: i32 = 64

export function value(from: usize, levels: i32): usize {
  const at = load<u8>(from) <= blank ? space(from) : from
  const code = load<u8>(at)
  if (code == quote) return text(at + 1)
  if (code == openBrace || code == openBracket) return levels == 0 ? 0 : container(code, at + 1, levels - 1)
  if (code == letterT) return load<u32>(at) == trueWord ? at + 4 : 0
  if (code == letterN) return load<u32>(at) == nullWord ? at + 4 : 0
  if (code == letterF) return load<u32>(at + 1) == alseWord ? at + 5 : 0
  return number(at)
}

/** An object or array that nobody wants the inside of. Each closes with the second character after the one that opened it. */
function container(open: u8, from: usize, levels: i32): usize {
  const close: u8 = open + 2
  let at = space(from)
  if (load<u8>(at) == close) return at + 1
  while (true) {
    if (open == openBrace) {
      if (load<u8>(at) != quote) return 0
      at = text(at + 1)
      if (at == 0) return 0
      at = space(at)
      if (load<u8>(at) != colon) return 0
      at++
    }
    at = value(at, levels)
    if (at == 0) return 0
    at = space(at)
    const mark = load<u8>(at)
    if (mark == close) return at + 1
    if (mark != comma) return 0
    at = space(at + 1)
  }
}

/** From behind the opening quote to behind the closing one; RFC 8259 section 7. */
function text(from: usize): usize {
  const quotes = i8x16.splat(quote)
  const backslashes = i8x16.splat(backslash)
  const blanks = i8x16.splat(blank)
  let at = from
  while (true) {
    const block = v128.load(at)
    const special = v128.or(v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)), i8x16.lt_u(block, blanks))
    let marks = i8x16.bitmask(special) as u32
    let next = at + 16
    while (marks != 0) {
      const bit = ctz(marks)
      const mark = at + (bit as usize)
      const code = load<u8>(mark)
      if (code == quote) return mark + 1
      if (code != backslash) return 0
      const after = escape(mark + 1)
      if (after == 0) return 0
      if (after >= next) {
        next = after
        marks = 0
      } else marks &= (-1 as u32) << ((after - at) as u32)
    }
    at = next
  }
}

@inline
function escape(at: usize): usize {
  switch (load<u8>(at)) {
    case quote:
    case backslash:
    case slash:
    case letterB:
    case letterF:
    case letterN:
    case letterR:
    case letterT:
      return at + 1
    case letterU:
      return areHex(at + 1) ? at + 5 : 0
    default:
      return 0
  }
}

function areHex(at: usize): bool {
  return isHex(load<u8>(at)) && isHex(load<u8>(at + 1)) && isHex(load<u8>(at + 2)) && isHex(load<u8>(at + 3))
}

function isHex(code: u8): bool {
  return (code - zero < 10) || ((code | caseBit) - letterA < 6)
}

/** RFC 8259 section 6. What follows it is looked at by whoever asks. */
function number(from: usize): usize {
  let at = load<u8>(from) == minus ? from + 1 : from
  at = load<u8>(at) == zero ? at + 1 : digits(at)
  if (at != 0 && load<u8>(at) == dot) at = digits(at + 1)
  if (at != 0 && (load<u8>(at) | caseBit) == letterE) {
    const sign = load<u8>(at + 1)
    at = digits(sign == plus || sign == minus ? at + 2 : at + 1)
  }
  return at
}

function digits(from: usize): usize {
  let at = from
  while ((load<u8>(at) - zero as u8) < 10) at++
  return at == from ? 0 : at
}

/** An array of scalars; 0 for one that holds more. */
export function scalars(from: usize): usize {
  let at = space(from + 1)
  if (load<u8>(at) == closeBracket) return at + 1
  while (true) {
    const code = load<u8>(at)
    if (code == openBrace || code == openBracket || code == letterN) return 0
    at = value(at, deepest)
    if (at == 0) return 0
    at = space(at)
    const mark = load<u8>(at)
    if (mark == closeBracket) return at + 1
    if (mark != comma) return 0
    at = space(at + 1)
  }
}

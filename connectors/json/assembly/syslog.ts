// A line as syslog wrote it, with time, host and program before it → where the message begins. As `messageStart` of
// ../../haproxy/message.ts, which says what the headers are.
import { blank, closeBracket, colon, minus, zero } from './bytes.ts'
import { byteAt } from './search.ts'

const lessThan: u8 = 0x3c
const greaterThan: u8 = 0x3e
const one: u8 = 0x31
const upperA: u8 = 0x41
const lowerA: u8 = 0x61
const upperT: u8 = 0x54
const shortestStamp: usize = 15
const farthest: usize = 300

/** `line` where there is nothing before it. */
export function messageAt(line: usize, end: usize): usize {
  let at = line
  if (load<u8>(line) == lessThan) {
    const closing = byteAt(greaterThan, line, end)
    if (closing < end) at = closing + 1
    if (at > line && at + 2 <= end && load<u8>(at) == one && load<u8>(at + 1) == blank) return behindHeader(line, at, end)
  }
  if (!startsWithMonth(at, end) && !startsWithDate(at, end)) return line
  let tag = byteAt(colon, at + shortestStamp, end)
  while (tag + 1 < end && load<u8>(tag + 1) != blank) tag = byteAt(colon, tag + 1, end)
  return tag + 1 < end && tag - line <= farthest ? tag + 2 : line
}

@inline
function isDigit(at: usize): bool {
  return (load<u8>(at) - zero as u8) < 10
}

/** `Nov 22 04:22:08 ` */
function startsWithMonth(at: usize, end: usize): bool {
  if (at + shortestStamp + 1 > end || load<u8>(at + 3) != blank) return false
  const isName = load<u8>(at) - upperA < 26 && load<u8>(at + 1) - lowerA < 26 && load<u8>(at + 2) - lowerA < 26
  const isDay = (load<u8>(at + 4) == blank || isDigit(at + 4)) && isDigit(at + 5) && load<u8>(at + 6) == blank
  const isHour = isDigit(at + 7) && isDigit(at + 8) && load<u8>(at + 9) == colon
  const isMinute = isDigit(at + 10) && isDigit(at + 11) && load<u8>(at + 12) == colon
  const isSecond = isDigit(at + 13) && isDigit(at + 14) && load<u8>(at + 15) == blank
  return isName && isDay && isHour && isMinute && isSecond
}

/** `2026-11-22T` */
function startsWithDate(at: usize, end: usize): bool {
  return at + 11 <= end && load<u8>(at + 4) == minus && load<u8>(at + 10) == upperT
}

function behindHeader(line: usize, from: usize, end: usize): usize {
  let at = from
  for (let words = 0; words < 6; words++) {
    const found = byteAt(blank, at, end)
    if (found == end) return line
    at = found + 1
  }
  if (at < end && load<u8>(at) == minus) return at + 2 < end ? at + 2 : end
  let closing = byteAt(closeBracket, at, end)
  while (closing + 1 < end && load<u8>(closing + 1) != blank) closing = byteAt(closeBracket, closing + 1, end)
  return closing + 1 < end ? closing + 2 : line
}

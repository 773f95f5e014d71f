// Lines of JSON objects in memory → rows of numbers: for each wanted field what its value is remembered as. In
// AssemblyScript, for its instructions that look at sixteen bytes at once. The host is ../row-scanner.ts; ../records.ts
// says what both know of the records.
import { addressFrom, addressTo, findAddress } from './address.ts'
import { caseBit, letterN, newline, openBrace, quote, zero } from './bytes.ts'
import {
  absent,
  asNumber,
  begin,
  columnAt,
  columnCount,
  columnsAt,
  isAddress,
  isFull,
  isPresent,
  kindOf,
  leftOut,
  needsPairs,
  newRow,
  numberOf,
  pairCountOf,
  pairsOf,
  plainNumber,
  put,
  putNumber,
  rows,
  slotOf,
  takesObjects,
  tellsPresence,
} from './columns.ts'
import { space } from './grammar.ts'
import { newsCount, notes } from './remember.ts'
import { byteAt } from './search.ts'
import { messageAt } from './syslog.ts'
import { endOf, has, keyAt, keyBefore, keyNode, startOf, walk, walks } from './walk.ts'

export { begin, columnsAt, keyAt, keyBefore, keyNode, newsCount, notes, rows, walks }

// Why `run` returns.
const atEnd: i32 = 0
const noRoom: i32 = 1
const cannotTell: i32 = 2
const unknownKey: i32 = 3

let times: usize = 0
let sequences: usize = 0
let lines: usize = 0
/** Whether a row is not without its time. */
let areTimed: bool = true
let isWithinSyslog: bool = false

export let reason: i32 = 0

/** Where rows are told. */
export function tells(timesAt: usize, sequencesAt: usize, linesAt: usize): void {
  times = timesAt
  sequences = sequencesAt
  lines = linesAt
}

/** Rows have no time and no sequence of their own. */
export function leavesTimes(): void {
  areTimed = false
}

/** Before an object may stand what a syslog daemon puts there. */
export function takesSyslog(): void {
  isWithinSyslog = true
}

/** Reads lines from `at` on, up to the newline before `stop`. Returns the line that was not read. */
export function run(at: usize, stop: usize): usize {
  while (at < stop) {
    if (isFull()) {
      reason = noRoom
      return at
    }
    const after = walk(isWithinSyslog ? messageAt(at, byteAt(newline, at, stop)) : at, stop)
    const last: usize = after == 0 ? 0 : space(after)
    if (last == 0 || load<u8>(last) != newline || !tell(at, last + 1)) {
      reason = keyAt == 0 ? cannotTell : unknownKey
      return at
    }
    at = last + 1
  }
  reason = atEnd
  return at
}

/** Beyond, microseconds are not counted exactly. */
const mostMilliseconds: f64 = 9007199254740

/** Slots of what each row has. */
const timeSlot: i32 = 0
const sequenceSlot: i32 = 1

/** Writes down the row of the line walked last. False where the line is to be parsed. */
function tell(from: usize, next: usize): bool {
  if (!areTimed) {
    putLine(from, next)
    putColumns()
    return true
  }
  if (!has(timeSlot)) return false
  const timeAt = startOf(timeSlot)
  let us: f64 = -1
  if (load<u8>(timeAt) != quote) {
    us = plainNumber(timeAt, endOf(timeSlot))
    if (us < 0 || us > mostMilliseconds) return false
    us *= 1000
  }
  let sequence: f64 = -1
  if (has(sequenceSlot) && load<u8>(startOf(sequenceSlot)) != openBrace) {
    sequence = plainNumber(startOf(sequenceSlot), endOf(sequenceSlot))
    if (sequence < 0) return false
  }
  store<f64>(times + ((rows as usize) << 3), us)
  store<f64>(sequences + ((rows as usize) << 3), sequence)
  const line = putLine(from, next)
  store<u32>(line, timeAt as u32, 8)
  store<u32>(line, endOf(timeSlot) as u32, 12)
  putColumns()
  return true
}

function putLine(from: usize, next: usize): usize {
  const line = lines + ((rows as usize) << 4)
  store<u32>(line, from as u32)
  store<u32>(line, next as u32, 4)
  return line
}

function putColumns(): void {
  const row = newRow()
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index)
    put(column, row, idOf(column, index, row))
  }
}

@inline
function idOf(column: usize, index: i32, row: i32): i32 {
  const slot = slotOf(column)
  if (!has(slot)) return absent
  const from = startOf(slot)
  const to = endOf(slot)
  const first = load<u8>(from)
  const kind = kindOf(column)
  if (first == letterN || (first == openBrace && (kind & takesObjects) == 0)) {
    return (kind & tellsPresence) != 0 ? isPresent : absent
  }
  if ((kind & asNumber) != 0 && (first - zero as u8) < 10) {
    const plain = plainNumber(from, to)
    // None comes again and again, and often means something of its own.
    if (plain > 0) return putNumber(column, row, plain)
  }
  if ((kind & needsPairs) != 0 && first == quote && !hasPair(column, from, to)) return leftOut
  if ((kind & isAddress) != 0 && first == quote && findAddress(from + 1, to - 1)) {
    return numberOf(column, index, addressFrom, addressTo)
  }
  return numberOf(column, index, from, to)
}

/** Whether any of the column's pairs of bytes stands there, whatever their case. */
function hasPair(column: usize, from: usize, to: usize): bool {
  const pairs = pairsOf(column)
  const count = pairCountOf(column)
  const lower = i8x16.splat(caseBit)
  for (let at = from; at < to; at += 16) {
    const first = v128.or(v128.load(at), lower)
    const second = v128.or(v128.load(at + 1), lower)
    for (let pair: u32 = 0; pair < count; pair++) {
      const place = pairs + ((pair as usize) << 1)
      const both = v128.and(i8x16.eq(first, v128.load8_splat(place)), i8x16.eq(second, v128.load8_splat(place + 1)))
      if (v128.any_true(both)) return true
    }
  }
  return false
}

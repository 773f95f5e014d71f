// Lines of JSON objects in memory → rows of numbers: for each wanted field what its value is remembered as. In
// AssemblyScript, for its instructions that look at sixteen bytes at once. The host is ../row-scanner.ts; ../records.ts
// says what both know of the records.
import { caseBit, letterN, newline, openBrace, quote, zero } from './bytes.ts'
import { space } from './grammar.ts'
import { forgetNews, hasRoom, memoText, newsCount, notes, pass, remember } from './remember.ts'
import { endOf, has, keyAt, keyBefore, keyNode, startOf, walk, walks } from './walk.ts'

export { keyAt, keyBefore, keyNode, newsCount, notes, walks }

// What is told of a field in each row, 40 bytes each.
const columnSlot: usize = 0
const columnKind: usize = 4
const columnMask: usize = 8
const columnMemory: usize = 12
const columnIds: usize = 16
const columnNumbers: usize = 20
const columnPairs: usize = 24
const columnPairCount: usize = 28
/** How many numbers its values have by now. */
const columnNext: usize = 32
/** What is remembered of one value. */
const columnMemo: usize = 36
const columnBytes: usize = 40

// Kinds of columns, as bits.
const asNumber: i32 = 1
const remembered: i32 = 2
const needsPairs: i32 = 4
const tellsPresence: i32 = 8
const takesObjects: i32 = 16

// Numbers that stand for no value that is told.
const absent: i32 = -1
const isNumber: i32 = -2
const leftOut: i32 = -3
const isPresent: i32 = -4

// Why `run` returns.
const atEnd: i32 = 0
const isFull: i32 = 1
const cannotTell: i32 = 2
const unknownKey: i32 = 3

let columns: usize = 0
let columnCount: i32 = 0
let times: usize = 0
let sequences: usize = 0
let lines: usize = 0
let mostRows: i32 = 0
/** Whether a row is not without its time. */
let areTimed: bool = true

export let rows: i32 = 0
export let reason: i32 = 0

/** Where rows are told. */
export function tells(columnsAt: usize, count: i32, timesAt: usize, sequencesAt: usize, linesAt: usize, most: i32): void {
  columns = columnsAt
  columnCount = count
  times = timesAt
  sequences = sequencesAt
  lines = linesAt
  mostRows = most
}

/** Rows have no time and no sequence of their own. */
export function leavesTimes(): void {
  areTimed = false
}

/** Rows are counted from 0 again. */
export function begin(): void {
  rows = 0
  forgetNews()
}

/** Reads lines from `at` on, up to the newline before `stop`. Returns the line that was not read. */
export function run(at: usize, stop: usize): usize {
  while (at < stop) {
    if (rows == mostRows || !hasRoom(columnCount)) {
      reason = isFull
      return at
    }
    const after = walk(at, stop)
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

/** -1 where it is no number that is plain digits and exact. */
function plainNumber(from: usize, to: usize): f64 {
  if (to - from > 15) return -1
  let sum: i64 = 0
  for (let at = from; at < to; at++) {
    const digit = load<u8>(at) - zero
    if (digit > 9) return -1
    sum = sum * 10 + (digit as i64)
  }
  return sum as f64
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
  const row = rows++
  for (let index = 0; index < columnCount; index++) {
    const column = columns + (index as usize) * columnBytes
    store<i32>((load<u32>(column, columnIds) as usize) + ((row as usize) << 2), idOf(column, index, row))
  }
}

@inline
function idOf(column: usize, index: i32, row: i32): i32 {
  const slot = load<i32>(column, columnSlot)
  if (!has(slot)) return absent
  const from = startOf(slot)
  const to = endOf(slot)
  const first = load<u8>(from)
  const kind = load<i32>(column, columnKind)
  if (first == letterN || (first == openBrace && (kind & takesObjects) == 0)) {
    return (kind & tellsPresence) != 0 ? isPresent : absent
  }
  if ((kind & asNumber) != 0 && (first - zero as u8) < 10) {
    const plain = plainNumber(from, to)
    // None comes again and again, and often means something of its own.
    if (plain > 0) {
      store<f64>((load<u32>(column, columnNumbers) as usize) + ((row as usize) << 3), plain)
      return isNumber
    }
  }
  if ((kind & needsPairs) != 0 && first == quote && !hasPair(column, from, to)) return leftOut
  const memo = load<u32>(column, columnMemo) as usize
  if ((kind & remembered) != 0 && to - from <= memo - memoText) {
    const places = load<u32>(column, columnMemory) as usize
    return remember(places, memo, load<u32>(column, columnMask), column + columnNext, index, from, to)
  }
  return pass(index, from, to)
}

/** Whether any of the column's pairs of bytes stands there, whatever their case. */
function hasPair(column: usize, from: usize, to: usize): bool {
  const pairs = load<u32>(column, columnPairs) as usize
  const count = load<u32>(column, columnPairCount)
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

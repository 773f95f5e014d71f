// What is told of rows: by column, then by row, the number that stands for its value.
import { zero } from './bytes.ts'
import { forgetNews, hasRoom, pass, remember } from './remember.ts'

// What is told of a field in each row, 44 bytes each.
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
/** Longer values are not remembered. */
const columnLongest: usize = 36
/** Of times: the minutes that are known. */
const columnClocks: usize = 40
const columnBytes: usize = 44

// Kinds of columns, as bits.
export const asNumber: i32 = 1
const remembered: i32 = 2
export const needsPairs: i32 = 4
export const tellsPresence: i32 = 8
export const takesObjects: i32 = 16
export const asTime: i32 = 32
/** It says whether the line is of the kind that its slot is the number of. */
export const asKind: i32 = 64
/** Of an endpoint it tells the address alone. */
export const isAddress: i32 = 128

// Numbers that stand for no value that is told.
export const absent: i32 = -1
export const isNumber: i32 = -2
export const leftOut: i32 = -3
export const isPresent: i32 = -4

let columns: usize = 0
export let columnCount: i32 = 0
export let rows: i32 = 0
let mostRows: i32 = 0

/** Where rows are told. */
export function columnsAt(at: usize, count: i32, most: i32): void {
  columns = at
  columnCount = count
  mostRows = most
}

/** Rows are counted from 0 again. */
export function begin(): void {
  rows = 0
  forgetNews()
}

export function newRow(): i32 {
  return rows++
}

@inline
export function isFull(): bool {
  return rows == mostRows || !hasRoom(columnCount)
}

@inline
export function columnAt(index: i32): usize {
  return columns + (index as usize) * columnBytes
}

@inline
export function slotOf(column: usize): i32 {
  return load<i32>(column, columnSlot)
}

@inline
export function kindOf(column: usize): i32 {
  return load<i32>(column, columnKind)
}

@inline
export function clocksOf(column: usize): usize {
  return load<u32>(column, columnClocks) as usize
}

@inline
export function pairsOf(column: usize): usize {
  return load<u32>(column, columnPairs) as usize
}

@inline
export function pairCountOf(column: usize): u32 {
  return load<u32>(column, columnPairCount)
}

@inline
export function put(column: usize, row: i32, id: i32): void {
  store<i32>((load<u32>(column, columnIds) as usize) + ((row as usize) << 2), id)
}

/** A number that is told as it is: what to put in its place. */
@inline
export function putNumber(column: usize, row: i32, number: f64): i32 {
  store<f64>((load<u32>(column, columnNumbers) as usize) + ((row as usize) << 3), number)
  return isNumber
}

/** The number of the value that stands there. */
@inline
export function numberOf(column: usize, index: i32, from: usize, to: usize): i32 {
  const longest = load<u32>(column, columnLongest) as usize
  if ((kindOf(column) & remembered) == 0 || to - from > longest) return pass(index, from, to)
  const places = load<u32>(column, columnMemory) as usize
  return remember(places, load<u32>(column, columnMask), longest, column + columnNext, index, from, to)
}

/** -1 where it is no number that is plain digits and exact. */
export function plainNumber(from: usize, to: usize): f64 {
  if (to - from > 15) return -1
  let sum: i64 = 0
  for (let at = from; at < to; at++) {
    const digit = load<u8>(at) - zero
    if (digit > 9) return -1
    sum = sum * 10 + (digit as i64)
  }
  return sum as f64
}

// Lines of text in memory → rows of numbers: for each wanted variable of their format what its value is remembered as. The
// host is ../template-scanner.ts; ../records.ts says what both know of the records.
import { byteAt } from '../../json/assembly/search.ts'
import { backslash, blank, carriageReturn, minus, newline, openBrace } from '../../json/assembly/bytes.ts'
import {
  absent,
  asKind,
  asTime,
  begin,
  clocksOf,
  columnAt,
  columnCount,
  columnsAt,
  isFull,
  isPresent as present,
  kindOf,
  newRow,
  numberOf,
  put,
  putNumber,
  rows,
  slotOf,
} from '../../json/assembly/columns.ts'
import { newsCount, notes } from '../../json/assembly/remember.ts'
import { timeAt } from './clock.ts'
import { cut, is, isNot } from './program.ts'
import { endOf, spansAt, startOf } from './spans.ts'
import { find, partFrom, partTo, whole } from './part.ts'
import { messageAt } from '../../json/assembly/syslog.ts'

export { begin, columnsAt, newsCount, notes, rows, spansAt }

// Why `run` returns.
const atEnd: i32 = 0
const noRoom: i32 = 1
const cannotTell: i32 = 2
const unknownTime: i32 = 3

/** Longer ones are no log lines. */
const longestLine: usize = 1 << 20

// A kind of line, 8 bytes: its program, and by column which of its variables that is, below zero where it has none.
const kindProgram: usize = 0
const kindVariables: usize = 4
const kindBytes: usize = 8

let kinds: usize = 0
let kindCount: i32 = 0
let isWithinSyslog: bool = false
let isBehindJson: bool = false
let lines: usize = 0

export let reason: i32 = 0
/** Where the time stands that is not known, and in which column. */
export let timeFrom: usize = 0
export let timeTo: usize = 0
export let timeColumn: i32 = 0

/** Kinds are tried in their order. `hasJson`: another one before them is JSON. `linesAt`: where lines are told. */
export function kindsAt(at: usize, count: i32, withinSyslog: bool, hasJson: bool, linesAt: usize): void {
  kinds = at
  kindCount = count
  isWithinSyslog = withinSyslog
  isBehindJson = hasJson
  lines = linesAt
}

/** Reads lines from `at` on, up to the newline before `stop`. Returns the line that was not read. */
export function run(at: usize, stop: usize): usize {
  while (at < stop) {
    const behind = byteAt(newline, at, stop)
    const end = behind > at && load<u8>(behind - 1) == carriageReturn ? behind - 1 : behind
    const from = startsWithMark(at) && end > at ? at + 3 : at
    if (from < end) {
      if (isFull()) {
        reason = noRoom
        return at
      }
      reason = read(from, end, behind + 1)
      if (reason != atEnd) return at
    }
    at = behind + 1
  }
  reason = atEnd
  return at
}

/** The byte order mark. */
@inline
function startsWithMark(at: usize): bool {
  return load<u8>(at) == 0xef && load<u8>(at + 1) == 0xbb && load<u8>(at + 2) == 0xbf
}

@inline
function read(from: usize, end: usize, next: usize): i32 {
  if (end - from > longestLine) return cannotTell
  const message = isWithinSyslog ? messageAt(from, end) : from
  if (isBehindJson && message < end && (load<u8>(message) == openBrace || load<u8>(message) <= blank)) return cannotTell
  for (let index = 0; index < kindCount; index++) {
    const kind = kinds + (index as usize) * kindBytes
    const found = cut(load<u32>(kind, kindProgram) as usize, message, end)
    if (found == is) return tell(kind, index, from, next) ? atEnd : unknownTime
    if (found != isNot) return cannotTell
  }
  return cannotTell
}

/** False where a value cannot be told. */
function tell(kind: usize, number: i32, from: usize, next: usize): bool {
  const row = rows
  const variables = load<u32>(kind, kindVariables) as usize
  for (let index = 0; index < columnCount; index++) {
    const column = columnAt(index)
    const way = kindOf(column)
    const variable = load<i32>(variables + ((index as usize) << 2))
    const id =
      (way & asKind) != 0 ? (slotOf(column) == number ? 0 : absent) : variable < 0 ? absent : idOf(column, way, index, row, variable)
    if (id == unknown) return false
    put(column, row, id)
  }
  const line = lines + ((row as usize) << 4)
  store<u32>(line, from as u32)
  store<u32>(line, next as u32, 4)
  newRow()
  return true
}

/** In the place of a number: the time cannot be told. */
const unknown: i32 = -5

@inline
function idOf(column: usize, way: i32, index: i32, row: i32, variable: i32): i32 {
  const from = startOf(variable)
  const to = endOf(variable)
  if (to <= from || (to == from + 1 && load<u8>(from) == minus)) return absent
  const part = slotOf(column)
  // What an escape stands for may be a mark of the part's own end.
  if (part != whole && byteAt(backslash, from, to) < to) return unclear(index, from, to)
  if (part != whole) return find(part, from, to) ? numberOf(column, index, partFrom, partTo) : present
  if ((way & asTime) != 0) {
    const us = timeAt(clocksOf(column), from, to)
    return us >= 0 ? putNumber(column, row, us) : unclear(index, from, to)
  }
  return numberOf(column, index, from, to)
}

function unclear(index: i32, from: usize, to: usize): i32 {
  timeColumn = index
  timeFrom = from
  timeTo = to
  return unknown
}

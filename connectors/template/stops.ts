// A variable and what follows it in a log format → where its value ends.
import type { Escape, Literal, Part, Variable } from '../../grammar/log-format/log-format.ts'
import type { Shapes } from './split.ts'

/** Where a value that begins at `at` ends, or -1. */
export type Find = (line: string, at: number) => number

export interface Stop {
  readonly find: Find
  /** Between this value and the next. */
  readonly literal: string
  /** Its characters. */
  readonly width: number
}

/** `parts` begin with the variable. */
export function stopOf(parts: readonly Part[], mode: Escape, shapes: Shapes): Stop {
  const [own, next] = parts as readonly [Variable, Part | undefined]
  const literal = next?.kind === 'literal' ? next.text : ''
  return { find: findOf(parts, own.escape ?? mode, shapes), literal, width: literal.length }
}

function findOf(parts: readonly Part[], mode: Escape, shapes: Shapes): Find {
  const [own, next] = parts as readonly [Variable, Part | undefined]
  if (next === undefined) return (line) => line.length
  if (next.kind === 'variable') {
    const lead = shapes.leads[next.name]!
    return (line, at) => line.indexOf(lead, at)
  }
  const { text } = next
  const brackets = shapes.blocks?.[own.name]
  if (brackets !== undefined) return block(brackets, text)
  const find = searching(parts, mode, shapes)
  const length = shapes.lengths[own.name]
  return length === undefined ? find : ofLength(length, text, find)
}

/** The first place where the literal stands that follows. */
function searching(parts: readonly Part[], mode: Escape, shapes: Shapes): Find {
  const [, next, variable, then] = parts as readonly [Variable, Literal, ...(Part | undefined)[]]
  const { text } = next
  const isQuoted = mode !== 'none' && text.startsWith('"')
  if (variable === undefined && !isQuoted) return beforeEnd(text)
  const find = isQuoted && hasBackslashes(mode) ? beforeUnescaped(text) : before(text)
  const length = variable?.kind === 'variable' ? shapes.lengths[variable.name] : undefined
  if (length === undefined || then?.kind !== 'literal') return find
  return confirmed(find, text.length + length, then.text)
}

/** Of these modes a quote within a value is written `\"`; the others have none. */
const hasBackslashes = (mode: Escape): boolean => mode === 'json' || mode === 'backslash'

/** A time may hold blanks, and so may what follows it. */
const ofLength =
  (length: number, literal: string, otherwise: Find): Find =>
  (line, at) =>
    line.startsWith(literal, at + length) ? at + length : otherwise(line, at)

/** What a format ends in may stand within the last value too, unless that is quoted. */
const beforeEnd =
  (literal: string): Find =>
  (line, at) =>
    line.length - literal.length >= at && line.endsWith(literal) ? line.length - literal.length : -1

/** Searching one character and comparing the rest is faster than `indexOf` with a longer text. */
function before(literal: string): Find {
  if (literal.length === 1) return (line, at) => line.indexOf(literal, at)
  const first = literal[0]!
  return (line, at) => {
    let found = line.indexOf(first, at)
    while (found >= 0 && !isAt(line, found, literal)) found = line.indexOf(first, found + 1)
    return found
  }
}

function isAt(line: string, at: number, literal: string): boolean {
  for (let index = 1; index < literal.length; index++) {
    if (line.charCodeAt(at + index) !== literal.charCodeAt(index)) return false
  }
  return true
}

/** A quote that the value holds is written `\"`, and a backslash `\\`. */
function beforeUnescaped(literal: string): Find {
  const find = before(literal)
  return (line, at) => {
    let found = find(line, at)
    while (found >= 0 && isEscaped(line, found, at)) found = find(line, found + 1)
    return found
  }
}

function isEscaped(line: string, at: number, from: number): boolean {
  let backslashes = 0
  while (at - backslashes - 1 >= from && line.charCodeAt(at - backslashes - 1) === 0x5c) backslashes++
  return backslashes % 2 === 1
}

/** Only where `then` follows at that distance: a user name like `x [` must not be taken for the start of the time. */
const confirmed =
  (find: Find, distance: number, then: string): Find =>
  (line, at) => {
    let found = find(line, at)
    while (found >= 0 && !line.startsWith(then, found + distance)) found = find(line, found + 1)
    return found
  }

/** Where there is no block, the space before it ends the value as well: `0/0 {a|b} "GET` and `0/0 "GET`. */
function block(brackets: string, literal: string): Find {
  const opening = brackets[0]!
  const closing = brackets[1]!
  return (line, at) => {
    const isThere = line[at] === opening
    const end = isThere ? line.indexOf(closing, at) + 1 : at - 1
    return end >= 0 && (!isThere || end > at) && line.startsWith(literal, end) ? end : -1
  }
}

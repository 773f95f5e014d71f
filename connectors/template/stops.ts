// A variable and what follows it in a log format → where its value ends.
import type { Escape, Literal, Part, Variable } from '../../grammar/log-format/log-format.ts'
import type { Shapes } from './split.ts'

export interface Stop {
  /** Between this value and the next. */
  readonly literal: string
  readonly way: Way
  /** How long such values are, as a rule; 0 where that is not known. */
  readonly length: number
}

/** What ends a value. */
export type Way =
  | { readonly kind: 'line end' }
  /** The next value, which begins with that character. */
  | { readonly kind: 'lead'; readonly lead: string }
  /** The bracket that closes it, where there is one that opens it. */
  | { readonly kind: 'brackets'; readonly opening: string; readonly closing: string }
  /** The last text that is like the literal. */
  | { readonly kind: 'last literal' }
  /** The first such text that is not escaped, and has `confirmation` behind it at that distance. */
  | { readonly kind: 'literal'; readonly hasEscapes: boolean; readonly confirmation: Confirmation | null }

interface Confirmation {
  readonly text: string
  readonly distance: number
}

/** `parts` begin with the variable. */
export function stopOf(parts: readonly Part[], mode: Escape, shapes: Shapes): Stop {
  const [own, next] = parts as readonly [Variable, Part | undefined]
  const literal = next?.kind === 'literal' ? next.text : ''
  const way = wayOf(parts, own.escape ?? mode, shapes)
  const hasLength = way.kind === 'literal' || way.kind === 'last literal'
  return { literal, way, length: hasLength ? (shapes.lengths[own.name] ?? 0) : 0 }
}

function wayOf(parts: readonly Part[], mode: Escape, shapes: Shapes): Way {
  const [own, next] = parts as readonly [Variable, Part | undefined]
  if (next === undefined) return { kind: 'line end' }
  if (next.kind === 'variable') return { kind: 'lead', lead: shapes.leads[next.name]! }
  const [opening, closing] = shapes.blocks?.[own.name] ?? ''
  if (opening !== undefined && closing !== undefined) return { kind: 'brackets', opening, closing }
  return searched(parts, mode, shapes)
}

/** The first place where the literal stands that follows. What a format ends in may stand within the last value too, unless that is quoted. */
function searched(parts: readonly Part[], mode: Escape, shapes: Shapes): Way {
  const [, { text }, variable, then] = parts as readonly [Variable, Literal, ...(Part | undefined)[]]
  const isQuoted = mode !== 'none' && text.startsWith('"')
  if (variable === undefined && !isQuoted) return { kind: 'last literal' }
  const length = variable?.kind === 'variable' ? shapes.lengths[variable.name] : undefined
  const isConfirmed = length !== undefined && then?.kind === 'literal'
  return {
    kind: 'literal',
    hasEscapes: isQuoted && hasBackslashes(mode),
    confirmation: isConfirmed ? { text: then.text, distance: text.length + length } : null,
  }
}

/** Of these modes a quote within a value is written `\"`; the others have none. */
const hasBackslashes = (mode: Escape): boolean => mode === 'json' || mode === 'backslash'

/** Where a value that begins at `at` ends, or -1. */
export type Find = (line: string, at: number) => number

export function findOf({ literal, way, length }: Stop): Find {
  const find = searching(literal, way)
  return length === 0 ? find : ofLength(length, literal, find)
}

function searching(literal: string, way: Way): Find {
  switch (way.kind) {
    case 'line end':
      return (line) => line.length
    case 'lead':
      return (line, at) => line.indexOf(way.lead, at)
    case 'brackets':
      return block(way.opening, way.closing, literal)
    case 'last literal':
      return beforeEnd(literal)
    case 'literal': {
      const find = way.hasEscapes ? beforeUnescaped(literal) : before(literal)
      return way.confirmation === null ? find : confirmed(find, way.confirmation)
    }
  }
}

/** A time may hold blanks, and so may what follows it. */
const ofLength =
  (length: number, literal: string, otherwise: Find): Find =>
  (line, at) =>
    line.startsWith(literal, at + length) ? at + length : otherwise(line, at)

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

/** Only where the text follows at that distance: a user name like `x [` must not be taken for the start of the time. */
const confirmed =
  (find: Find, { text, distance }: Confirmation): Find =>
  (line, at) => {
    let found = find(line, at)
    while (found >= 0 && !line.startsWith(text, found + distance)) found = find(line, found + 1)
    return found
  }

/** Where there is no block, the space before it ends the value as well: `0/0 {a|b} "GET` and `0/0 "GET`. */
const block =
  (opening: string, closing: string, literal: string): Find =>
  (line, at) => {
    const isThere = line[at] === opening
    const end = isThere ? line.indexOf(closing, at) + 1 : at - 1
    return end >= 0 && (!isThere || end > at) && line.startsWith(literal, end) ? end : -1
  }

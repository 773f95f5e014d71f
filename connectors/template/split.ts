// The parts of a log format → a function that finds each variable's place in a line.
import type { Escape, Part } from '../../grammar/log-format/log-format.ts'

export interface Splitter {
  /** The variables in the order of the line; a name may come twice. */
  readonly names: readonly string[]
  /** Writes start and end of each variable into `spans`; false where the line is not of this format. */
  split(line: string, spans: Int32Array): boolean
}

/** What is known about values beforehand. It finds places where a stranger's text looks like the format's own. */
export interface Shapes {
  /** Variables whose values always have the same length. */
  readonly lengths: Readonly<Record<string, number>>
  /** Variables whose values begin with that character: they may follow another with nothing between. */
  readonly leads: Readonly<Record<string, string>>
}

/** Expects no variables side by side but those that `shapes.leads` tells apart. */
export function createSplitter(parts: readonly Part[], mode: Escape, shapes: Shapes): Splitter {
  const prefix = parts[0]?.kind === 'literal' ? parts[0].text : ''
  const stops = parts.flatMap((part, at) =>
    part.kind === 'variable' ? [stopOf(parts.slice(at + 1, at + 4), mode, shapes)] : [],
  )
  const widths = stops.map((stop) => stop.width)
  const finds = stops.map((stop) => stop.find)
  return {
    names: parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])),
    split(line, spans) {
      if (!line.startsWith(prefix)) return false
      let at = prefix.length
      for (let index = 0; index < finds.length; index++) {
        const end = finds[index]!(line, at)
        if (end < at) return false
        spans[2 * index] = at
        spans[2 * index + 1] = end
        at = end + widths[index]!
      }
      return at === line.length
    },
  }
}

/** Where a value that begins at `at` ends, or -1. */
type Find = (line: string, at: number) => number

interface Stop {
  readonly find: Find
  /** Characters between this value and the next. */
  readonly width: number
}

function stopOf(following: readonly Part[], mode: Escape, shapes: Shapes): Stop {
  const [next, variable, then] = following
  if (next === undefined) return { find: (line) => line.length, width: 0 }
  if (next.kind === 'variable') {
    const lead = shapes.leads[next.name]!
    return { find: (line, at) => line.indexOf(lead, at), width: 0 }
  }
  const { text } = next
  const width = text.length
  const isQuoted = mode !== 'none' && text.startsWith('"')
  if (variable === undefined && !isQuoted) return { find: beforeEnd(text), width }
  const find = isQuoted && mode === 'json' ? beforeUnescaped(text) : before(text)
  if (variable === undefined) return { find, width }
  const length = variable.kind === 'variable' ? shapes.lengths[variable.name] : undefined
  if (length === undefined || then?.kind !== 'literal') return { find, width }
  return { find: confirmed(find, width + length, then.text), width }
}

/** What a format ends in may stand within the last value too, unless that is quoted. */
const beforeEnd =
  (literal: string): Find =>
  (line) =>
    line.endsWith(literal) ? line.length - literal.length : -1

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

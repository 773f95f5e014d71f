// The parts of a log format → how its lines are cut, and a function that finds each variable's place in one.
import type { Escape, Part } from '../../grammar/log-format/log-format.ts'
import { type Find, findOf, type Stop, stopOf } from './stops.ts'

export interface Splitter {
  /** The variables in the order of the line; a name may come twice. */
  readonly names: readonly string[]
  /**
   * Writes start and end of each variable into `spans`, `unknown` for one that cannot be told from its neighbour; false
   * where the line is not of this format.
   */
  split(line: string, spans: Int32Array): boolean
}

/** In the place of start and end. */
export const unknown = -1

/** What is known about values beforehand. It finds places where a stranger's text looks like the format's own. */
export interface Shapes {
  /** Variables whose values always have the same length. */
  readonly lengths: Readonly<Record<string, number>>
  /** Variables whose values begin with that character: they may follow another with nothing between. */
  readonly leads: Readonly<Record<string, string>>
  /** Variables that stand in brackets, by the brackets: `{}`. Where there is nothing, the space before it is missing too. */
  readonly blocks?: Readonly<Record<string, string>>
  /** Whether a stranger may write the text in it that follows it in the format. None of them where absent. */
  readonly isOpen?: (name: string, following: string) => boolean
}

/** How lines of a format are cut. */
export interface Cut {
  /** The variables in the order of the line; a name may come twice. */
  readonly names: readonly string[]
  /** What a line begins with, and what it ends in. */
  readonly prefix: string
  readonly suffix: string
  /** Of each variable. */
  readonly stops: readonly Stop[]
  /** Where strangers may write what separates values: such lines are cut from both ends. */
  readonly open: Open | null
}

/** The first and the last value that may hold anything. */
interface Open {
  readonly first: number
  readonly last: number
}

/** Expects no variables side by side but those that `shapes.leads` tells apart. */
export function cutOf(parts: readonly Part[], mode: Escape, shapes: Shapes): Cut {
  const names = parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []))
  const stops = parts.flatMap((part, at) => (part.kind === 'variable' ? [stopOf(parts.slice(at), mode, shapes)] : []))
  const open = names.flatMap((name, index) => (shapes.isOpen?.(name, stops[index]!.literal) ? [index] : []))
  const first = open[0]
  const isSeparated = stops.slice(first, -1).every(({ literal }) => literal !== '')
  return {
    names,
    prefix: literalOf(parts[0]),
    suffix: literalOf(parts.at(-1)),
    stops,
    open: first === undefined || !isSeparated ? null : { first, last: open.at(-1)! },
  }
}

export function createSplitter(cut: Cut): Splitter {
  const sides = cut.stops.map(sideOf)
  return { names: cut.names, split: cut.open === null ? forward(cut, sides) : fromBothEnds(cut, sides, cut.open) }
}

/** A stop, and how it is found. */
interface Side {
  readonly find: Find
  readonly literal: string
  readonly width: number
}

const sideOf = (stop: Stop): Side => ({
  find: findOf(stop),
  literal: stop.literal,
  width: stop.literal.length,
})

const literalOf = (part: Part | undefined): string => (part?.kind === 'literal' ? part.text : '')

type Split = Splitter['split']

function forward({ prefix }: Cut, stops: readonly Side[]): Split {
  const widths = stops.map((stop) => stop.width)
  const finds = stops.map((stop) => stop.find)
  return (line, spans) => {
    if (!line.startsWith(prefix)) return false
    let at = prefix.length
    for (let index = 0; index < finds.length; index++) {
      const end = finds[index]!(line, at)
      if (end < 0) return false
      spans[2 * index] = at
      spans[2 * index + 1] = end
      at = end + widths[index]!
    }
    return at === line.length
  }
}

/**
 * What stands before the first open value is found from the left, and what stands behind the last from the right: neither
 * can be led astray by them. An end between two open values counts where it is the same from both sides.
 */
function fromBothEnds({ prefix, suffix }: Cut, stops: readonly Side[], { first, last }: Open): Split {
  const sides = { stops, first, last }
  return (line, spans) => {
    if (!line.startsWith(prefix) || !line.endsWith(suffix)) return false
    const at = fromLeft(line, prefix.length, sides, spans)
    const end = fromRight(line, line.length - suffix.length, sides, spans)
    if (at < 0 || end < at) return false
    spans[2 * last] = at
    spans[2 * last + 1] = end
    compare(line, end, sides, spans)
    return true
  }
}

interface Sides extends Open {
  readonly stops: readonly Side[]
}

/** Where the last open value begins, or -1. */
function fromLeft(line: string, from: number, { stops, last }: Sides, spans: Int32Array): number {
  let at = from
  for (let index = 0; index < last; index++) {
    const { find, width } = stops[index]!
    const end = find(line, at)
    if (end < 0) return -1
    spans[2 * index] = at
    spans[2 * index + 1] = end
    at = end + width
  }
  return at
}

/** Where the last open value ends, or -1. */
function fromRight(line: string, to: number, { stops, last }: Sides, spans: Int32Array): number {
  let end = to
  for (let index = stops.length - 1; index > last; index--) {
    const { literal } = stops[index - 1]!
    const before = line.lastIndexOf(literal, end - literal.length)
    if (before < 0) return -1
    spans[2 * index] = before + literal.length
    spans[2 * index + 1] = end
    end = before
  }
  return end
}

/** Two open values whose border is not the same from both sides: where the one ends and the other begins is not known. */
function compare(line: string, to: number, { stops, first, last }: Sides, spans: Int32Array): void {
  let end = to
  for (let index = last; index > first; index--) {
    const { literal } = stops[index - 1]!
    end = line.lastIndexOf(literal, end - literal.length)
    if (end !== spans[2 * index - 1]) spans.fill(unknown, 2 * index - 2, 2 * index + 2)
  }
}

// A pattern → whether a backtracking matcher has but a few ways to read any text as far as any place of it.
import { RE2JS } from 're2js'

/** An instruction of RE2's program for a pattern. */
interface Instruction {
  readonly op: number
  readonly out: number
  readonly arg: number
  /** Pairs of first and last; a single one stands for itself. */
  readonly runes: ArrayLike<number>
}

interface Program {
  readonly start: number
  readonly inst: readonly Instruction[]
}

// biome-ignore format: table
const op = { alternative: 1, alternativeMatch: 2, capture: 3, emptyWidth: 4, fail: 5, match: 6, nothing: 7, rune: 8, oneRune: 9, anyRune: 10, anyButNewline: 11 }

/** Instructions that wait for a character, each with how many ways lead to it. */
type Ways = ReadonlyMap<number, number>

/** Of a place in a text. Beyond it a pattern is not left to backtracking. */
const mostWays = 16
/** Of all that the ways may come to; patterns of logs have a few dozen. */
const mostStates = 2000
/** Between two characters. */
const mostSteps = 1000

/**
 * Each step of a backtracking matcher prolongs one way to read the text up to some place, and it takes no way twice. So
 * where at most so many ways lead to any place, whatever the text, its work grows with the text's length alone. All that
 * the ways can come to is gone through, as in making a deterministic automaton, but with their number.
 */
export function hasFewWays(pattern: string): boolean {
  const program = RE2JS.compile(pattern).re2Input.prog as Program
  const classes = classesOf(program)
  const first = waysFrom(program, program.start, 1, new Map())
  const waiting = first === null ? [] : [first]
  const seen = new Set(waiting.map(nameOf))
  for (let ways = waiting.pop(); ways !== undefined; ways = waiting.pop()) {
    for (const rune of classes) {
      const next = step(program, ways, rune)
      if (next === null) return false
      const name = nameOf(next)
      if (seen.has(name)) continue
      if (seen.add(name).size > mostStates) return false
      waiting.push(next)
    }
  }
  return first !== null
}

const nameOf = (ways: Ways): string => [...ways].sort(([a], [b]) => a - b).join(' ')

/** One rune of each set that no instruction tells apart. */
function classesOf({ inst }: Program): readonly number[] {
  const bounds = new Set([0, newline, newline + 1])
  for (const { runes } of inst.filter(waits)) {
    const last = runes.length - 1
    for (let at = 0; at <= last; at += 2) bounds.add(runes[at]!).add(runes[Math.min(at + 1, last)]! + 1)
  }
  return [...bounds]
}

const newline = 0x0a

const waits = ({ op: own }: Instruction): boolean => own >= op.rune && own <= op.anyButNewline

/** Null where there are too many. */
function step(program: Program, ways: Ways, rune: number): Ways | null {
  const next = new Map<number, number>()
  for (const [at, count] of ways) {
    const instruction = program.inst[at]!
    if (takes(instruction, rune) && waysFrom(program, instruction.out, count, next) === null) return null
  }
  return next
}

function takes({ op: own, runes }: Instruction, rune: number): boolean {
  if (own === op.anyRune) return true
  if (own === op.anyButNewline) return rune !== newline
  if (runes.length === 1) return runes[0] === rune
  for (let at = 0; at < runes.length; at += 2) if (runes[at]! <= rune && rune <= runes[at + 1]!) return true
  return false
}

/** Adds what can be reached without a character. Whatever stands between is taken to hold: that can only add ways. */
function waysFrom({ inst }: Program, start: number, count: number, ways: Map<number, number>): Ways | null {
  const open: (readonly [at: number, above: ReadonlySet<number>])[] = [[start, new Set()]]
  let steps = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, above] = next
    const instruction = inst[at]!
    // A repetition of what may be nothing comes back to itself, each time in one more way.
    if (++steps > mostSteps || instruction.op > op.anyButNewline || above.has(at)) return null
    if (waits(instruction)) ways.set(at, (ways.get(at) ?? 0) + count)
    else if (instruction.op !== op.fail && instruction.op !== op.match) {
      const path = new Set(above).add(at)
      open.push([instruction.out, path])
      if (instruction.op <= op.alternativeMatch) open.push([instruction.arg, path])
    }
  }
  return ways.values().reduce((sum, one) => sum + one, 0) > mostWays ? null : ways
}

// The times in a LogFormat, each of which may be made of several variables → one variable a time.
import type { Part, Variable } from '../../grammar/log-format/log-format.ts'
import { joinLiterals } from '../../grammar/log-format/parts.ts'
import { compileTime } from '../access/strftime.ts'
import { utc } from '../access/zone.ts'

/** `%t` is `22/Nov/2026:04:22:05 +0000` in brackets: what is within them goes by this name. */
export const commonTime = 'time'

/** `%{sec}t.%{usec_frac}t` becomes one variable, whose name holds the whole pattern: see `patternOf`. */
export function joinTimes(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const before = lastVariable(joined)
    const whole = before === null || part.kind === 'literal' ? null : joinTwo(before, part)
    if (whole !== null) joined.splice(before!.at, joined.length, whole)
    else if (part.kind === 'variable' && part.name === 't') joined.push(...inBrackets(part))
    else joined.push(part)
  }
  return joinLiterals(joined)
}

export interface Pattern {
  /** Whether it is the time when the request ended. */
  readonly isEnd: boolean
  readonly text: string
}

/** Of `{sec}t`, `{end:%s}t` and the like; null for any other name. */
export function patternOf(name: string): Pattern | null {
  const parts = /^\{(begin:|end:)?([\s\S]*)\}t$/.exec(name)
  if (!parts) return null
  const text = parts[2]!
  return { isEnd: parts[1] === 'end:', text: units.includes(text) ? `%{${text}}` : text }
}

const units: readonly string[] = ['sec', 'msec', 'usec', 'msec_frac', 'usec_frac']

const inBrackets = ({ span }: Variable): readonly Part[] => [
  { kind: 'literal', text: '[' },
  { kind: 'variable', name: commonTime, span },
  { kind: 'literal', text: ']' },
]

interface Before {
  readonly variable: Variable
  readonly at: number
  /** What stands behind it: at most one character, as within a time. */
  readonly between: string
}

function lastVariable(parts: readonly Part[]): Before | null {
  const last = parts.at(-1)
  if (last?.kind === 'variable') return { variable: last, at: parts.length - 1, between: '' }
  const variable = parts.at(-2)
  if (last?.text.length !== 1 || variable?.kind !== 'variable') return null
  return { variable, at: parts.length - 2, between: last.text }
}

/** Null where they are two times, or no times at all. */
function joinTwo({ variable, between }: Before, second: Variable): Variable | null {
  const pattern = patternOf(variable.name)
  const next = patternOf(second.name)
  if (pattern === null || next?.isEnd !== pattern.isEnd || compileTime(next.text, utc) !== null) return null
  const text = pattern.text + between.replace('%', '%%') + next.text
  const name = `{${pattern.isEnd ? 'end:' : ''}${text}}t`
  return { ...variable, name, span: { start: variable.span.start, end: second.span.end } }
}

// Patterns, and texts that must be in others → what stands in every text that fits them, as one search over a text can look
// for all such at once: ASCII, in lower case.
import type { PatternOperator } from '../ast.ts'
import type { Wanted } from '../plan.ts'
import { compilePattern } from '../values/pattern.ts'

/** What is shorter stands in most texts. */
const shortestPart = 2

/** The longest run of ASCII in any of the texts; null where there is none worth looking for. */
export function partOf(texts: readonly string[], fold: boolean): string | null {
  const runs = texts.flatMap((text) => (fold ? text.toLowerCase() : text).match(/[\0-\x7f]+/g) ?? [])
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= shortestPart ? longest.toLowerCase() : null
}

/** What a text must be for one of the patterns to fit it; null where that is not known of all of them. */
export function wantedBy(operator: PatternOperator, patterns: readonly string[]): readonly Wanted[] | null {
  const fold = operator === ':' || operator.endsWith('~')
  const wanted = patterns.map((pattern) =>
    operator.startsWith('regex') ? byRegex(pattern, fold) : byWildcard(pattern, fold),
  )
  const known = wanted.filter((each) => each !== null)
  return known.length === wanted.length ? known : null
}

function byWildcard(pattern: string, fold: boolean): Wanted | null {
  if (!/[*?]/.test(pattern))
    return fold ? { kind: 'folded', values: [pattern.toLowerCase()] } : { kind: 'value', values: [pattern] }
  const part = partOf(pattern.split(/[*?]/), fold)
  return part === null ? null : { kind: 'part', texts: [part] }
}

function byRegex(pattern: string, fold: boolean): Wanted | null {
  const compiled = compilePattern(pattern, fold)
  const parts = (compiled.ok && compiled.required?.map((text) => partOf([text], fold))) || [null]
  const known = parts.filter((part) => part !== null)
  return known.length === parts.length ? { kind: 'part', texts: [...new Set(known)] } : null
}

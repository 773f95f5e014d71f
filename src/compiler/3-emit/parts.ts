// Patterns, and texts that must be in others → what stands in every text that fits them, as one search over a text can look
// for all such at once: ASCII, in lower case.
import type { PatternOperator } from '../ast.ts'
import type { Wanted } from '../plan.ts'
import { checkedPattern } from '../values/pattern.ts'

/** What is shorter stands in most texts. */
const shortestPart = 2

/** The longest run of ASCII in any of the texts; null where there is none worth looking for. */
export function partOf(texts: readonly string[], fold: boolean): string | null {
  return longestIn(texts, fold, /[\0-\x7f]+/g)
}

function longestIn(texts: readonly string[], fold: boolean, allowed: RegExp): string | null {
  const runs = texts.flatMap((text) => (fold ? text.toLowerCase() : text).match(allowed) ?? [])
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= shortestPart ? longest.toLowerCase() : null
}

export const foldsCase = (operator: PatternOperator): boolean => operator === ':' || operator.endsWith('~')

/** What a text must be for one of the patterns to fit it; null where that is not known of all of them. */
export function wantedBy(operator: PatternOperator, patterns: readonly string[]): readonly Wanted[] | null {
  const fold = foldsCase(operator)
  const wanted = patterns.map((pattern): Wanted | null => {
    if (operator.startsWith('regex') || /[*?]/.test(pattern)) return holding(operator, pattern)
    return fold ? { kind: 'folded', values: [pattern.toLowerCase()] } : { kind: 'value', values: [pattern] }
  })
  const known = wanted.filter((each) => each !== null)
  return known.length === wanted.length ? known : null
}

function holding(operator: PatternOperator, pattern: string): Wanted | null {
  const fold = foldsCase(operator)
  const texts = alternativesIn(operator, pattern)?.map((alternative) => partOf(alternative, fold)) ?? [null]
  const known = texts.filter((text) => text !== null)
  return known.length === texts.length ? { kind: 'part', texts: [...new Set(known)] } : null
}

/**
 * Of these one stands in every text that one of the patterns fits, also where no more than the letters A to Z are put into
 * lower case; null where that is not known of all patterns.
 */
export function soughtBy(operator: PatternOperator, patterns: readonly string[]): readonly string[] | null {
  const fold = foldsCase(operator)
  // The sign of Kelvin, the dotted I and the long s are these letters without regard to case.
  const allowed = fold ? /[[\0-\x7f]--[kis]]+/gv : /[\0-\x7f]+/g
  const sought = patterns.flatMap(
    (pattern) => alternativesIn(operator, pattern)?.map((texts) => longestIn(texts, fold, allowed)) ?? [null],
  )
  const known = sought.filter((text) => text !== null)
  return known.length > 0 && known.length === sought.length ? [...new Set(known)] : null
}

/** Of one of them all texts stand in whatever fits the pattern; null where nothing is known. */
function alternativesIn(operator: PatternOperator, pattern: string): readonly (readonly string[])[] | null {
  if (!operator.startsWith('regex')) return [pattern.split(/[*?]/)]
  return checkedPattern(pattern, foldsCase(operator)).required?.map((text) => [text]) ?? null
}

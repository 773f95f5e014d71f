// Parts of a pattern, in lower case → a text that stands as it is in all that fits the pattern, in whatever case.

/** What is shorter stands in most texts, and spares little. */
const shortestRun = 2

/**
 * The longest run of characters that have no case: nothing but themselves becomes one of them in lower case. Null where
 * none is long enough.
 */
export function caselessRun(parts: readonly string[]): string | null {
  const runs = parts.flatMap((part) => part.match(/[\x20-\x40[-`{-\x7e]+/g) ?? [])
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= shortestRun ? longest : null
}

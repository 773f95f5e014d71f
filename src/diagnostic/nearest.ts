// The known name closest to a misspelt one, or null where none is close enough to be meant.

/** `furthest`: letters in which it may differ; of a name that cannot be right, a third of them. */
export function nearest(
  name: string,
  known: Iterable<string>,
  furthest: number = Math.max(2, Math.floor(name.length / 3)),
): string | null {
  let best: string | null = null
  let bestDistance = furthest + 1
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase(), bestDistance)
    if (d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

/** The name that is meant for what the primary label points at: "Did you mean `x`?"; null where more than a name is. */
export const meant = (help: string): string | null => /^Did you mean `([^`()\s]+)`\?/.exec(help)?.[1] ?? null

/** Levenshtein distance, one row at a time; anything at or over the limit is as good as the limit. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

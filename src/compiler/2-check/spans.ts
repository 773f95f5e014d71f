// How long a sequence may last, as far as its text says.
import type { SequenceQuery, Step } from '../ast.ts'

/** In microseconds: its maxspan, or all its gaps together where each is limited; else without end. */
export function spanOf({ maxspan, steps }: Pick<SequenceQuery, 'maxspan' | 'steps'>): number {
  if (maxspan) return maxspan.us
  const coming = steps.filter(({ absent }) => !absent)
  return coming.map((step, i) => spanOfGaps(step, i === 0)).reduce((sum, us) => sum + us, 0)
}

/** Each run has a gap before it, save the very first. */
function spanOfGaps({ runs, within }: Step, isFirst: boolean): number {
  const gaps = (runs?.value ?? 1) - (isFirst ? 1 : 0)
  if (gaps === 0) return 0
  return within ? gaps * within.us : Number.POSITIVE_INFINITY
}

/** What may precede the first step is looked back for by maxspan; what may follow the last waits for it, or for its gap. */
export function needsMaxspan(steps: readonly Step[]): boolean {
  const first = steps.findIndex(({ absent }) => !absent)
  const last = steps.findLastIndex(({ absent }) => !absent)
  return first > 0 || steps.slice(last + 1).some(({ within }) => !within)
}

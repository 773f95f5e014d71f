// A plain reading of `sample … with maxspan`, with all events at hand and every way to choose tried.
import type { SamplePlan } from '../../src/compiler/plan.ts'
import type { Tiny } from './build.ts'

/** The steps fit events of the kinds that they are named by, joined by `|`; the key is the user. When each sample is whole. */
export function plainSample({ steps, atLeast, maxspanUs }: SamplePlan, events: readonly Tiny[]): string[] {
  const kinds = steps.map(({ name }) => name.split('|'))
  const since = new Map<unknown, number>()
  return events.flatMap((event, at) => {
    if (event.user === null) return []
    const from = since.get(event.user) ?? 0
    const window = events
      .slice(from, at + 1)
      .filter(({ user, us }) => user === event.user && event.us - us <= maxspanUs)
    if (most(kinds, window) < atLeast) return []
    since.set(event.user, at + 1)
    return [`e${event.sequence}`]
  })
}

/** How many steps can have an event of their own, tried out. */
function most([first, ...rest]: readonly (readonly string[])[], events: readonly Tiny[]): number {
  if (!first) return 0
  const withOne = events
    .filter(({ kind }) => first.includes(kind))
    .map(
      (event) =>
        1 +
        most(
          rest,
          events.filter((other) => other !== event),
        ),
    )
  return Math.max(most(rest, events), ...withOne)
}

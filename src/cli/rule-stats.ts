// Counters of rules → a line a rule: events that passed, matches, and what almost was one.
import type { RuleCounters } from '../engine/engine.ts'
import type { NearCount } from '../engine/near.ts'
import { count, plural } from './terminal.ts'

/** The rules that saw anything, the busiest first. */
export function printRuleStats(rules: readonly RuleCounters[]): string[] {
  const busy = rules.filter(({ events }) => events > 0).sort((a, b) => b.events - a.events)
  const width = Math.max(0, ...busy.map(({ rule }) => rule.length))
  return busy.flatMap(({ rule, events, matches, near = [] }) => [
    `${rule.padEnd(width)}  ${plural(events, 'event')}, ${plural(matches, 'match', 'matches')}`,
    ...nearLine(near),
  ])
}

/** `almost 412 times: 390 at step 3 (maxspan 380, until 10), 22 at step 2 (forbidden)` */
function nearLine(near: readonly NearCount[]): string[] {
  // What gave way to a newer one of its key is told of by that one.
  const ended = near.filter(({ why }) => why !== 'replaced')
  if (ended.length === 0) return []
  const steps = [...Map.groupBy(ended, ({ step }) => step)]
    .map(([step, of]) => ({ step, sum: total(of), of: of.toSorted((a, b) => b.count - a.count) }))
    .sort((a, b) => b.sum - a.sum)
  const parts = steps.map(({ step, sum, of }) => `${count(sum)} at step ${step} (${reasons(of)})`)
  return [`  almost ${plural(total(ended), 'time')}: ${parts.join(', ')}`]
}

const total = (counts: readonly NearCount[]): number => counts.reduce((sum, { count: n }) => sum + n, 0)

const reasons = (counts: readonly NearCount[]): string =>
  counts.length === 1 ? counts[0]!.why : counts.map(({ why, count: n }) => `${why} ${count(n)}`).join(', ')

// What each partition's owner has counted → kept where runs can read it, for their consoles.
import type { Forgotten } from '../../engine/bounds.ts'
import type { RuleStats } from '../../engine/engine.ts'
import type { NearCount } from '../../engine/near.ts'
import { ask, type Link } from './connect.ts'

export interface PartitionStats {
  /** Events evaluated, by category. */
  readonly events: Readonly<Partial<Record<string, number>>>
  readonly rules: readonly RuleStats[]
  readonly forgotten: Forgotten
}

/** By partition. */
export async function publishStats(link: Link, stats: ReadonlyMap<number, PartitionStats>): Promise<void> {
  if (stats.size === 0) return
  const fields = [...stats].flatMap(([partition, one]) => [String(partition), JSON.stringify(one)])
  await ask(link, (connection) => connection.hset(link.keys.stats, ...fields))
}

/** Over all partitions. */
export async function readStats(link: Link): Promise<PartitionStats> {
  const texts = await ask(link, (connection) => connection.hvals(link.keys.stats))
  return sum(texts.map((text) => JSON.parse(text) as PartitionStats))
}

/** Of the same rules. */
export function sum(all: readonly PartitionStats[]): PartitionStats {
  const events: Record<string, number> = {}
  const rules = new Map<string, RuleStats>()
  const forgotten = { logins: 0, suppressions: 0, amendments: 0 }
  for (const stats of all) {
    for (const [category, n] of Object.entries(stats.events)) events[category] = (events[category] ?? 0) + (n ?? 0)
    for (const kind of forgettable) forgotten[kind] += stats.forgotten[kind]
    for (const counters of stats.rules) rules.set(counters.rule, together(rules.get(counters.rule), counters))
  }
  return { events, rules: [...rules.values()], forgotten }
}

const forgettable = ['logins', 'suppressions', 'amendments'] as const

function together(a: RuleStats | undefined, b: RuleStats): RuleStats {
  if (!a) return b
  return {
    rule: a.rule,
    asked: a.asked + b.asked,
    events: a.events + b.events,
    matches: a.matches + b.matches,
    late: a.late + b.late,
    evictedKeys: a.evictedKeys + b.evictedKeys,
    evictedForMemory: a.evictedForMemory + b.evictedForMemory,
    evictedEvents: a.evictedEvents + b.evictedEvents,
    refused: a.refused + b.refused,
    unshown: a.unshown + b.unshown,
    hurried: a.hurried + b.hurried,
    errors: a.errors + b.errors,
    lastError: b.lastError ?? a.lastError,
    ms: a.ms === null ? b.ms : a.ms + (b.ms ?? 0),
    timed: a.timed + b.timed,
    keys: a.keys + b.keys,
    bytes: a.bytes + b.bytes,
    near: nearTogether([...(a.near ?? []), ...(b.near ?? [])]),
  }
}

/** Steps and reasons, each once. */
function nearTogether(all: readonly NearCount[]): NearCount[] {
  const counts = new Map<string, NearCount>()
  for (const { step, why, count } of all) {
    const key = `${why} ${step}`
    counts.set(key, { step, why, count: (counts.get(key)?.count ?? 0) + count })
  }
  return [...counts.values()]
}

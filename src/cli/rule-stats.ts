// What came of each rule and what it cost → a table, the costliest rule first, with what almost was a match.
import type { RuleStats } from '../engine/engine.ts'
import type { NearCount } from '../engine/near.ts'
import { count, plural } from './terminal.ts'

interface Column {
  readonly name: string
  readonly of: (rule: RuleStats, allMs: number) => string
  /** Shown only where some rule has something to tell. */
  readonly has?: (rule: RuleStats) => boolean
}

// biome-ignore format: table
const columns: readonly Column[] = [
  { name: 'time',    of: ({ ms }, allMs) => (ms === null || allMs === 0 ? '–' : `${((ms / allMs) * 100).toFixed(1)}%`) },
  { name: 'µs each', of: ({ ms, timed }) => (ms === null || timed === 0 ? '–' : ((ms * 1000) / timed).toFixed(2)) },
  { name: 'asked',   of: ({ asked }) => short(asked) },
  { name: 'events',  of: ({ events }) => short(events) },
  { name: 'matches', of: ({ matches }) => short(matches) },
  { name: 'keys',    of: ({ keys }) => short(keys) },
  { name: 'state',   of: ({ bytes }) => size(bytes) },
  { name: 'late',    of: ({ late }) => short(late),                                   has: ({ late }) => late > 0 },
  { name: 'let go',  of: (rule) => short(letGo(rule)),                                has: (rule) => letGo(rule) > 0 },
  { name: 'hurried', of: ({ hurried }) => short(hurried),                             has: ({ hurried }) => hurried > 0 },
]

const letGo = ({ evictedKeys, evictedEvents, refused }: RuleStats): number => evictedKeys + evictedEvents + refused

/** Names are cut no shorter than this. */
const shortestName = 16

/** The rules that were asked about anything. */
export function printRuleStats(rules: readonly RuleStats[], width: number): string[] {
  const asked = rules.filter((rule) => rule.asked > 0 || rule.events > 0).sort(costliestFirst)
  if (asked.length === 0) return []
  const allMs = asked.reduce((sum, { ms }) => sum + (ms ?? 0), 0)
  const shown = columns.filter(({ has }) => has === undefined || asked.some(has))
  const cells = asked.map((rule) => shown.map(({ of }) => of(rule, allMs)))
  const widths = shown.map(({ name }, i) => Math.max(name.length, ...cells.map((row) => row[i]!.length)))
  const numbers = (row: readonly string[]): string => row.map((text, i) => text.padStart(widths[i]! + 2)).join('')
  const room = Math.max(shortestName, width - widths.reduce((sum, n) => sum + n + 2, 0))
  const names = asked.map(({ rule }) => cut(rule, room))
  const longest = Math.max(...names.map((name) => name.length))
  return [
    `${' '.repeat(longest)}${numbers(shown.map(({ name }) => name))}`,
    ...asked.flatMap(({ near = [] }, i) => [`${names[i]!.padEnd(longest)}${numbers(cells[i]!)}`, ...nearLine(near)]),
  ]
}

/** Where no time was taken, by how much they were asked. */
const costliestFirst = (a: RuleStats, b: RuleStats): number =>
  (b.ms ?? 0) - (a.ms ?? 0) || b.asked - a.asked || b.events - a.events

const cut = (name: string, room: number): string => (name.length <= room ? name : `${name.slice(0, room - 1)}…`)

/** `9,999`, `12.3k`, `4.5M` */
function short(n: number): string {
  if (n < 10_000) return count(n)
  return n < 999_950 ? `${(n / 1e3).toFixed(1)}k` : `${count(Number((n / 1e6).toFixed(1)))}M`
}

function size(bytes: number): string {
  if (bytes === 0) return '0'
  return bytes < 999_950 ? `${(bytes / 1e3).toFixed(1)} kB` : `${count(Number((bytes / 1e6).toFixed(1)))} MB`
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

// The end of a scan → a few lines: what was read, what was found, what could not be read or decided.
import type { Forgotten } from '../engine/bounds.ts'
import type { RuleCounters, RuleStats } from '../engine/engine.ts'
import type { Unreadable } from '../event/source.ts'
import { printRuleStats } from './rule-stats.ts'
import { printOddities, printSourceStats, type SourceStats } from './source-stats.ts'
import { type Colours, count, harmless, plural, wrap } from './terminal.ts'

export interface Summary {
  readonly events: Readonly<Record<string, number>>
  /** Incidents and suppressed repetitions, by rule. */
  readonly incidents: ReadonlyMap<string, { readonly raised: number; readonly repeated: number }>
  readonly undecided: ReadonlyMap<string, number>
  readonly unreadable: readonly Unreadable[]
  readonly sources: readonly SourceStats[]
  readonly rules: readonly RuleStats[]
  readonly forgotten: Forgotten
  readonly seconds: number
  /** How far each source came and what came of each rule is wanted too. */
  readonly stats?: boolean
  /** Of the terminal, in characters. */
  readonly width: number
}

/** Categories that ECS adds beside ours. */
const background = new Set(['network', 'web', 'authentication', 'intrusion_detection'])

export function printSummary(summary: Summary, colours: Colours): string {
  return [
    section('events', eventLines(summary), colours),
    section('incidents', incidentLines(summary), colours),
    section('undecided', undecidedLines(summary), colours),
    section('not read', printUnreadable(summary.unreadable), colours),
    section('attention', folded(attention(summary), summary.width - margin), colours),
    section('sources', summary.stats ? printSourceStats(summary.sources) : [], colours),
    section('rules', summary.stats ? printRuleStats(summary.rules, summary.width - margin) : [], colours),
  ]
    .filter((text) => text !== '')
    .join('\n')
}

/** What `--stats` adds, for a machine, in one line. */
export const statsJson = ({ events, seconds, sources, rules, undecided, forgotten }: Summary): string =>
  JSON.stringify({
    stats: {
      seconds,
      events,
      forgotten,
      sources,
      rules: rules.map((rule) => ({ ...rule, undecided: undecided.get(rule.rule) ?? 0 })),
    },
  })

/** Where the names of sections stand. */
const margin = 11

function section(name: string, lines: readonly string[], colours: Colours): string {
  if (lines.length === 0) return ''
  return lines.map((line, i) => `${colours.dim((i === 0 ? name : '').padEnd(margin))}${line}`).join('\n')
}

/** Long lines go on below, further in. */
const folded = (lines: readonly string[], width: number): string[] =>
  lines.flatMap((line) => {
    const [first = '', ...rest] = wrap(line, width - 2, '').split('\n')
    return [first, ...rest.map((one) => `  ${one}`)]
  })

function eventLines({ events, seconds }: Summary): string[] {
  const known = Object.entries(events).filter(([name]) => !background.has(name))
  if (known.length === 0) return ['none: nothing of a WebSocket was seen']
  const parts = known.map(([name, n]) => `${count(n)} ${name}`)
  return [`${parts.join(' · ')}  (${seconds.toFixed(seconds < 10 ? 2 : 0)} s)`]
}

function incidentLines({ incidents }: Summary): string[] {
  if (incidents.size === 0) return ['none']
  const width = Math.max(...[...incidents.keys()].map((rule) => rule.length))
  return [...incidents]
    .sort(([, a], [, b]) => b.raised - a.raised)
    .map(
      ([rule, { raised, repeated }]) =>
        `${rule.padEnd(width)}  ${count(raised)}${repeated > 0 ? ` (and ${plural(repeated, 'repetition')} under suppression)` : ''}`,
    )
}

const undecidedLines = ({ undecided }: Summary): string[] =>
  [...undecided].map(
    ([rule, n]) => `${rule}  ${count(n)} still waiting when the input ended (--at-end fire lets the clock run on)`,
  )

/** Pieces shown of each reason. */
const shown = 3

export const printUnreadable = (unreadable: readonly Unreadable[]): string[] =>
  unreadable.flatMap(({ source, connector, reason, count: n, samples }) => [
    // What the sensor misses is named by itself, and lies at no place of a file unless it says so.
    connector === 'sensor'
      ? `${harmless(source)}: ${count(n)} × ${reason}`
      : `${harmless(source)} (${connector}): ${plural(n, 'piece')} ${reason}`,
    ...samples.slice(0, shown).map(({ at, excerpt }) => {
      const text = harmless(excerpt).slice(0, 80)
      if (text === '') return `  at byte ${count(at)}`
      return connector === 'sensor' ? `  ${text}` : `  at byte ${count(at)}: ${text}`
    }),
  ])

const attention = ({ sources, rules, forgotten }: Summary): string[] => [
  ...printOddities(
    sources,
    rules.some(({ late }) => late > 0),
  ),
  ...trouble(rules),
  ...forgotLines(forgotten),
]

function forgotLines({ logins, suppressions, amendments }: Forgotten): string[] {
  return [
    logins > 0 ? `${plural(logins, 'connection')} whose login was forgotten: too many at once` : '',
    suppressions > 0 ? `${plural(suppressions, 'suppression')} forgotten: their incidents may come twice` : '',
    amendments > 0 ? `${plural(amendments, 'key')} whose incidents late events cannot amend: too many at once` : '',
  ].filter((line) => line !== '')
}

function trouble(rules: readonly RuleCounters[]): string[] {
  return rules.flatMap(({ rule, late, evictedKeys, evictedEvents, refused, unshown, hurried, errors, lastError }) => {
    const parts = [
      late > 0 ? `${plural(late, 'event')} came too late` : '',
      evictedKeys > 0 ? `${plural(evictedKeys, 'key')} evicted at the bound` : '',
      evictedEvents > 0 ? `${plural(evictedEvents, 'event')} evicted at the bound` : '',
      refused > 0 ? `${plural(refused, 'event')} of keys turned away at the bound` : '',
      unshown > 0 ? `${plural(unshown, 'event')} counted and not kept to be shown` : '',
      hurried > 0 ? `${plural(hurried, 'event')} judged before their time` : '',
      errors > 0 ? `${plural(errors, 'failure')}: ${harmless(lastError ?? '')}` : '',
    ].filter((part) => part !== '')
    return parts.length > 0 ? [`${rule}: ${parts.join(', ')}`] : []
  })
}

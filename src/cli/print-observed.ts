// What a rule made of an input → why it fired or did not, for a person or as JSON.
import type { RuleMetadata } from '../compiler/plan.ts'
import type { RuleCounters } from '../engine/engine.ts'
import { nest } from '../event/document.ts'
import { placeName } from '../explain/explain.ts'
import type { JudgementCounts } from '../explain/judgements.ts'
import type { ConditionCounts, FilterCounts, NearExample, NearMisses, Observation } from '../explain/observe.ts'
import type { Incident } from '../incident/incident.ts'
import { show } from '../incident/lookup.ts'
import { describeEvent } from './print-incident.ts'
import { type Colours, count, harmless, plural, wrap } from './terminal.ts'

export interface Observed {
  readonly rule: Pick<RuleMetadata, 'id' | 'title' | 'path'>
  readonly counters: RuleCounters
  readonly incidents: readonly Incident[]
  /** Absences and windows still open at the end. */
  readonly undecided: number
  /** Events of the input, by category. */
  readonly events: Readonly<Record<string, number>>
  readonly observation: Observation
}

interface Printing {
  readonly colours: Colours
  readonly width: number
}

export function printObserved(observed: Observed, { colours, width }: Printing): string {
  const { rule, incidents, observation } = observed
  const { filters, judgements, nearMisses } = observation
  return [
    `${colours.bold(rule.id)}  ${harmless(rule.title)}`,
    '',
    ...section('outcome', wrap(outcome(observed), width - margin, '').split('\n'), colours),
    ...section(
      'incidents',
      incidents.slice(0, shown).map(({ message }) => harmless(message)),
      colours,
    ),
    ...section(
      'events',
      filters.flatMap((filter) => filterLines(filter, colours)),
      colours,
    ),
    ...section(
      'judged',
      judgements.flatMap((stage) => judgementLines(stage, colours)),
      colours,
    ),
    ...section('almost', nearLines(nearMisses, colours, width - margin), colours),
    ...section('attention', trouble(observed), colours),
  ].join('\n')
}

/** Incidents whose messages are shown. */
const shown = 3
const margin = 11

const section = (name: string, lines: readonly string[], colours: Colours): readonly string[] =>
  lines.map((line, i) => `${colours.dim((i === 0 ? name : '').padEnd(margin))}${line}`)

function outcome(observed: Observed): string {
  const { counters, incidents } = observed
  if (counters.matches === 0) return `It did not fire: ${reason(observed)}`
  const repeated = counters.matches - incidents.length
  const suppressed = repeated > 0 ? `, of which suppression held back ${count(repeated)}` : ''
  return `It fired: ${plural(counters.matches, 'match', 'matches')}${suppressed}, ${plural(incidents.length, 'incident')}.`
}

/** What was missing first, in the order in which a rule needs things. */
function reason({ observation: { filters, judgements, nearMisses }, events, undecided }: Observed): string {
  const needed = filters.filter(({ role }) => role === 'query' || role === 'step' || role === 'request')
  const unseen = needed.find(({ seen }) => seen === 0)
  if (unseen) return `no event of ${unseen.category} came${instead(events)}.`
  const stopped = needed.find(({ passed }) => passed === 0)
  if (stopped) return `${place(stopped)} let none of ${plural(stopped.seen, 'event')} pass. ${obstacle(stopped)}`
  const keyless = needed.find(({ passed, keyless: n }) => passed === n)
  if (keyless) return `no event that passed ${place(keyless)} has ${keyless.keys.map(harmless).join(' and ')}.`
  if (undecided > 0)
    return `${count(undecided)} still waited when the input was over: --at-end fire lets the clock run on.`
  const short = judgements.find(({ judged, held }) => judged > 0 && held === 0)
  if (short) return `what was counted never came to what the rule asks for. ${shortfall(short)}`
  const choices = filters.filter(({ role }) => role === 'choice' || role === 'flow')
  if (choices.length > 0 && choices.every(({ passed }) => passed === 0)) return 'no event passed any of its steps.'
  if (choices.some(({ role }) => role === 'flow'))
    return 'no conversation that was seen from its beginning left the flow.'
  const [furthest] = nearMisses.counts.filter(({ why }) => why !== 'replaced')
  if (furthest) return `it came as far as step ${furthest.reached} of ${furthest.of}; then ${endings[furthest.why]}.`
  return 'what it asks for was there, but not together.'
}

const place = (filter: FilterCounts): string => (filter.role === 'query' ? 'the filter' : placeName(filter))

function instead(events: Observed['events']): string {
  const names = Object.keys(events)
  return names.length === 0 ? ': the input has no events' : `; the input has ${names.join(', ')}`
}

/** The condition that alone keeps out the most; where none does, that for which the most events fail. */
function obstacle({ conditions, seen }: FilterCounts): string {
  const alone = conditions.toSorted((a, b) => b.alone - a.alone)[0]
  if (alone && alone.alone > 0) return `For ${count(alone.alone)} of them ${text(alone)} was all that did not hold.`
  const never = conditions.filter(({ failed }) => failed === seen)
  if (never.length > 0) return `${never.map(text).join(' and ')} held for none.`
  return 'No event had all that it asks for.'
}

const text = ({ text: condition }: ConditionCounts): string => harmless(condition)

function filterLines(filter: FilterCounts, colours: Colours): readonly string[] {
  const { seen, passed, keyless, keys, conditions, role } = filter
  const not = role === 'absent' ? ' (must not come)' : ''
  const without = keyless > 0 ? `, ${count(keyless)} of them without ${keys.map(harmless).join(' or ')}` : ''
  const wide = Math.max(0, ...conditions.map((one) => text(one).length))
  return [
    `${colours.bold(placeName(filter))}${not}: ${plural(seen, 'event')} of ${harmless(filter.category)}, ${count(passed)} passed${without}`,
    ...conditions
      .filter(({ failed }) => failed > 0)
      .map((one) => `  ${text(one).padEnd(Math.min(wide, 60))}  ${colours.dim(failures(one))}`),
  ]
}

/** What alone was missing most often, or what never held. */
function shortfall({ judged, conditions }: JudgementCounts): string {
  const alone = conditions.toSorted((a, b) => b.alone - a.alone)[0]
  if (alone && alone.alone > 0)
    return `${plural(alone.alone, 'time')} ${harmless(alone.text)} was all that was missing.`
  const never = conditions.filter(({ failed }) => failed === judged)
  return never.length > 0 ? `${never.map(({ text: condition }) => harmless(condition)).join(' and ')} never held.` : ''
}

function judgementLines(
  { judged, held, conditions, statistics }: JudgementCounts,
  colours: Colours,
): readonly string[] {
  if (judged === 0) return ['never: no window came to its end']
  return [
    `${plural(judged, 'time')}, the condition held ${plural(held, 'time')}`,
    ...conditions
      .filter(({ failed }) => failed > 0)
      .map((one) => `  ${harmless(one.text)}  ${colours.dim(failures(one))}`),
    ...statistics.flatMap(({ name, least, most }) =>
      least === null || most === null
        ? []
        : [`  ${harmless(name)} was ${least === most ? show(least) : `${show(least)} to ${show(most)}`}`],
    ),
  ]
}

const failures = ({ failed, alone }: Pick<ConditionCounts, 'failed' | 'alone'>): string =>
  `failed for ${count(failed)}${alone > 0 ? `, alone for ${count(alone)}` : ''}`

/** What ended it, as the end of a sentence. */
// biome-ignore format: table
const endings: Readonly<Record<NearExample['why'], string>> = {
  maxspan:   'the time of maxspan was over',
  within:    'the time of a step was over',
  until:     'an event of until came',
  forbidden: 'an event came that must not',
  eviction:  'there was no room for it',
  replaced:  'a newer one took its place',
  open:      'the input was over',
}

function nearLines({ counts, examples }: NearMisses, colours: Colours, width: number): readonly string[] {
  if (counts.length === 0) return []
  const all = counts.reduce((sum, one) => sum + one.count, 0)
  const steps = [...Map.groupBy(counts, ({ reached }) => reached)]
  return [
    `${plural(all, 'time')} it began and did not come to its end`,
    ...steps.flatMap(([reached, ended]) => [
      `  ${count(ended.reduce((sum, one) => sum + one.count, 0))} stopped at step ${reached} of ${ended[0]!.of}: ${ended
        .map(({ why, count: n }) => `${endings[why]} (${count(n)})`)
        .join(', ')}`,
    ]),
    ...examples.flatMap((example) => exampleLines(example, colours, width)),
  ]
}

function exampleLines(
  { key, reached, of, why, at, events }: NearExample,
  colours: Colours,
  width: number,
): readonly string[] {
  const keys = Object.entries(key).map(([name, value]) => `${harmless(name)} ${harmless(show(value))}`)
  const when = at === null ? '' : ` at ${/T(\d\d:\d\d:\d\d(?:\.\d{3})?)/.exec(at)?.[1] ?? at}`
  return [
    `  ${[...keys, `step ${reached} of ${of}`, ...(events.length > reached ? [plural(events.length, 'event')] : [])].join(', ')}: ${endings[why]}${when}`,
    ...events.map((event) => colours.dim(`    │ ${clip(describeEvent(event), width - 6)}`)),
  ]
}

const clip = (line: string, width: number): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line)

function trouble({
  counters: { late, errors, lastError, evictedKeys, evictedEvents, refused, hurried },
}: Observed): readonly string[] {
  return [
    late > 0 ? `${plural(late, 'event')} came too late` : '',
    evictedKeys + evictedEvents + refused + hurried > 0 ? 'it came to its bounds: matches may be missing' : '',
    errors > 0 ? `${plural(errors, 'failure')} inside the rule: ${harmless(lastError ?? '')}` : '',
  ].filter((line) => line !== '')
}

export const observedJson = ({ rule, counters, incidents, undecided, events, observation }: Observed): object => ({
  rule: rule.id,
  path: rule.path,
  fired: counters.matches > 0,
  matches: counters.matches,
  incidents: incidents.map(({ id, message }) => ({ id, message })),
  undecided,
  late: counters.late,
  errors: counters.errors,
  events,
  filters: observation.filters,
  judgements: observation.judgements,
  near_misses: {
    counts: observation.nearMisses.counts,
    examples: observation.nearMisses.examples.map(({ events: given, ...example }) => ({
      ...example,
      events: given.map(nest),
    })),
  },
})

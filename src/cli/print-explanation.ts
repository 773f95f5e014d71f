// How a rule is evaluated → what a person reads, or the JSON of it.
import { duration } from '../compiler/print/literals.ts'
import type { ExplainedFilter, Explanation } from '../explain/explain.ts'
import { placeName } from '../explain/explain.ts'
import type { Amount } from '../explain/memory.ts'
import { type Colours, count, harmless, harmlessLines, plural } from './terminal.ts'

export function printExplanation(explanation: Explanation, colours: Colours): string {
  const { rule, detect, lists, suppress, reads } = explanation
  return [
    `${colours.bold(rule.id)}  ${harmless(rule.title)}`,
    colours.dim(`${harmless(rule.path)}  ${rule.level}  version ${rule.version}`),
    '',
    harmlessLines(detect),
    '',
    ...section(
      'looks at',
      explanation.filters.flatMap((filter) => filterLines(filter, colours)),
      colours,
    ),
    ...section('found by', indexLines(explanation), colours),
    ...section('decides', explanation.decides, colours),
    ...section('keeps', stateLines(explanation), colours),
    ...section(
      'lists',
      lists.map(({ name, type, entries }) => `${name}  ${type}, ${plural(entries, 'entry', 'entries')}`),
      colours,
    ),
    ...section('suppress', suppress ? [suppressLine(suppress)] : [], colours),
    ...section('reads', readLines(reads), colours),
  ].join('\n')
}

const margin = 10

function section(name: string, lines: readonly string[], colours: Colours): readonly string[] {
  return lines.map((line, i) => `${colours.dim((i === 0 ? name : '').padEnd(margin))}${line}`)
}

function filterLines(filter: ExplainedFilter, colours: Colours): readonly string[] {
  const { category, categories, conditions, role } = filter
  const found = categories === 'all' ? 'events of every category' : `events of category ${categories.join(', ')}`
  const not = role === 'absent' ? ', which must not come' : ''
  const macro = categories !== 'all' && !categories.includes(category) ? ` (${harmless(category)})` : ''
  return [
    `${colours.bold(placeName(filter))}: ${found}${macro}${not}`,
    ...conditions.map((one) => `  ${harmless(one.text)}${one.macro === null ? '' : colours.dim(`  of ${one.macro}`)}`),
  ]
}

function indexLines({ index, filters }: Explanation): readonly string[] {
  if (index === null) return ['the categories of events']
  const places = filters.filter(({ role }) => role !== 'aggregate').map(placeName)
  return index.map((needs, i) => `${index.length > 1 ? `${places[i]}: ` : ''}${harmless(needs)}`)
}

function stateLines({ state, keys }: Explanation): readonly string[] {
  if (!state) return ['nothing: it fires as the event arrives']
  const by = keys.length > 0 ? [`by ${keys.map(harmless).join(', ')}`] : []
  const waiting = `up to ${count(state.waiting)} events that wait for their turn in event time`
  if (state.all.keys === 0) return [...by, waiting]
  return [
    ...by,
    `a key    ${amount(state.perKey)}`,
    `in all   ${plural(state.all.keys, 'key')}, ${amount(state.all)}`,
    `besides  ${waiting}`,
  ]
}

function amount({ events, documents, bytes }: Amount): string {
  const parts = [
    events > 0 ? plural(events, 'event') : '',
    documents > 0 ? `${plural(documents, 'event')} whole` : '',
  ].filter((part) => part !== '')
  return `at most ${parts.length === 0 ? 'a mark' : parts.join(', ')}: about ${size(bytes)}`
}

/** `1.5 MB`: two digits are more than an estimate knows. */
function size(bytes: number): string {
  const [unit, of] =
    (
      [
        ['GB', 1e9],
        ['MB', 1e6],
        ['kB', 1e3],
      ] as const
    ).find(([, each]) => bytes >= each) ?? (['bytes', 1] as const)
  return `${Number((bytes / of).toPrecision(2))} ${unit}`
}

const suppressLine = ({ spanUs, by }: NonNullable<Explanation['suppress']>): string =>
  `${duration({ us: spanUs })}${by.length > 0 ? ` by ${by.map(harmless).join(', ')}` : ''}`

function readLines(reads: Explanation['reads']): readonly string[] {
  const width = Math.max(0, ...reads.map(({ field }) => field.length))
  return reads.map(({ field, by }) => `${harmless(field).padEnd(width)}  ${by.join(', ')}`)
}

export const explanationJson = ({ rule, filters, state, suppress, spans, ...rest }: Explanation): object => ({
  rule: rule.id,
  ...rule,
  ...rest,
  filters: filters.map(({ conditions, ...filter }) => ({ ...filter, conditions })),
  spans,
  state,
  suppress: suppress && { us: suppress.spanUs, by: suppress.by },
})

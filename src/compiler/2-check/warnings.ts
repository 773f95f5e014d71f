// A query, an exception, a suppression without mistakes → what cannot be meant: what never holds, never comes, never serves.
import { dynamicFieldOf, fieldOf } from '../../event/schema.ts'
import type { EventQuery, Expression, MacroDeclaration, Query, SequenceQuery, StatsStage, Step } from '../ast.ts'
import { expression as printed } from '../print/expressions.ts'
import { eventQueriesIn } from '../walk.ts'
import { domainOf, isLacking } from './domains.ts'
import { checkNever } from './never.ts'
import { type Place, problem } from './place.ts'
import type { Subject } from './possible.ts'
import { resolveCategory } from './scope.ts'

export function warnOfQuery(query: Query, place: Place): void {
  if (query.kind === 'limit') {
    warnOfQuery(query.query, place)
    return
  }
  for (const events of eventQueriesIn(query)) warnOfEvents(events, place)
  if (query.kind === 'stats') for (const stage of [query, ...query.next]) warnOfStatistics(stage, query, place)
  if (query.kind === 'sequence') warnOfSequence(query, place)
}

export const warnOfMacro = ({ category, condition }: MacroDeclaration, place: Place): void =>
  warnOfEvents({ category: category ?? anything, condition }, place)

const anything = { text: 'any', span: { start: 0, end: 0 } }

/** Also of an exception, which is about the events of a query. */
export function warnOfEvents({ category, condition }: Pick<EventQuery, 'category' | 'condition'>, place: Place): void {
  if (!condition) return
  const resolved = resolveCategory(category.text, place.scope)
  checkNever(condition, {
    scope: place.scope,
    report: place.report,
    subjectOf: (name) => fieldSubject(name, resolved?.categories ?? 0, place),
    given: { conditions: resolved?.conditions ?? [], span: category.span },
  })
}

/** Of a field with several values each may answer for another condition: nothing is said of those, nor of declared ones. */
function fieldSubject(name: string, categories: number, { scope }: Place): Subject | null {
  const field = fieldOf(name)
  if (scope.macros.has(name)) return null
  const type = (field && subjectTypes[field.type]) ?? null
  if ((field || dynamicFieldOf(name)) && isLacking(name, categories))
    return { name, type: type ?? 'keyword', domain: 'only null' }
  if (!field || field.many) return null
  return type && { name, type, domain: domainOf(name) }
}

const subjectTypes: Readonly<Record<string, Subject['type']>> = {
  keyword: 'keyword',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  ip: 'ip',
}

/** Functions that give one number, and whether that can be below zero. */
// biome-ignore format: table
const numeric: Readonly<Record<string, 'any' | 'counts'>> = {
  count: 'counts', count_distinct: 'counts', stddev: 'counts', rate: 'counts', sum: 'any', avg: 'any', percentile: 'any', median: 'any',
}

function warnOfStatistics(stage: StatsStage, { source }: { readonly source: EventQuery }, place: Place): void {
  const { aggregates, having, window } = stage
  for (const { where } of aggregates) {
    const all = [source.condition, where].filter((part) => part !== null)
    if (where) warnOfEvents({ category: source.category, condition: joined(all) }, place)
  }
  if (having) {
    checkNever(having, {
      scope: { ...place.scope, macros: new Map() },
      report: place.report,
      subjectOf: (name) => statisticSubject(name, stage),
    })
  }
  if (window?.kind !== 'tumbling' || window.keep !== 'window') return
  const help = 'A tumbling window is judged once, when it ends, and then it is over.'
  place.report(
    problem({ code: 'R808', message: '`keep window` does nothing here', span: window.span, label: 'tumbling', help }),
  )
}

const joined = (all: readonly Expression[]): Expression =>
  all.length === 1 ? all[0]! : { kind: 'and', all, span: { start: all[0]!.span.start, end: all.at(-1)!.span.end } }

function statisticSubject(name: string, { aggregates }: StatsStage): Subject | null {
  const called = aggregates.find((part) => part.name.text === name)?.function.text ?? ''
  if (!Object.hasOwn(numeric, called)) return null
  const isCount = numeric[called] === 'counts'
  return { name, type: 'number', domain: isCount ? { kind: 'range', least: 0, most: Number.MAX_SAFE_INTEGER } : null }
}

/** `until` empties what was there before a step is tried: a step that wants the same events finds nothing to go on with. */
function warnOfSequence({ steps, until }: SequenceQuery, { report }: Place): void {
  if (!until) return
  for (const [i, step] of steps.entries()) {
    const isFirst = steps.slice(0, i).every(({ absent }) => absent)
    if (step.absent || (isFirst && (step.runs?.value ?? 1) === 1) || !isSame(step, until)) continue
    report(
      problem({
        code: 'R804',
        message: 'this step is never reached: the same events end the sequence',
        span: step.span,
        label: 'never reached',
        context: [{ span: until.span, message: 'tried before it' }],
      }),
    )
  }
}

const isSame = (step: Step, until: Step): boolean =>
  step.events.category.text === until.events.category.text &&
  conditionOf(step) === conditionOf(until) &&
  step.by.map(printed).join() === until.by.map(printed).join()

const conditionOf = ({ events: { condition } }: Step): string => (condition ? printed(condition) : 'true')

// A query → what is wrong with its categories, statistics and steps.
import type { Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import { categories } from '../../event/category.ts'
import { elsewhere } from '../1-parse/words.ts'
import type { Aggregate, Duration, EventQuery, FieldReference, LimitQuery, Name, Numeral, Query } from '../ast.ts'
import { aggregateFunctions, aggregateOf } from './aggregates.ts'
import { checkConversation } from './conversations.ts'
import { checkExchange } from './exchanges.ts'
import { checkCondition, checkExpression } from './expressions.ts'
import { fewerThan, havingNames } from './having.ts'
import { checkKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkSample } from './samples.ts'
import { resolveCategory } from './scope.ts'
import { checkSequence } from './sequences.ts'
import { isNumber, typeOf } from './types.ts'

export function checkQuery(query: Query, place: Place): void {
  switch (query.kind) {
    case 'event':
      checkEvents(query, place)
      return
    case 'stats':
      checkStats(query, place)
      return
    case 'sequence':
      checkSequence(query, place)
      return
    case 'sample':
      checkSample(query, place)
      return
    case 'conversation':
      checkConversation(query, place)
      return
    case 'exchange':
      checkExchange(query, place)
      return
    case 'limit':
      place.report(cutInRule(query))
      checkQuery(query.query, place)
      return
    default:
      place.report(notYet(query.kind, query.span))
  }
}

/** A query that stands alone: what it finds may be cut. */
export function checkHunt(query: Query, place: Place): void {
  if (query.kind !== 'limit') {
    checkQuery(query, place)
    return
  }
  checkQuery(query.query, place)
  for (const { kind, count } of query.cuts) checkCut(kind, count, place)
}

function checkCut(kind: string, { value, span }: Numeral, { report }: Place): void {
  if (Number.isInteger(value) && value >= 1) return
  const message = `\`${kind}\` takes a whole number from 1`
  report(problem({ code: 'R109', message, span, label: 'out of range' }))
}

/** What comes first of all that will ever come is not for a rule to say. */
function cutInRule({ cuts }: LimitQuery) {
  const { kind, span } = cuts[0]!
  return problem({
    code: 'R306',
    message: `a rule has no \`${kind}\`: it judges events as they come`,
    span,
    label: 'not in a rule',
    help: '`tripline query` takes it. A rule that is to say a thing once says so: `suppress 1h by source.ip`.',
  })
}

/** Of the grammar, but not judged. */
const notYet = (word: string, span: Span) =>
  notInLanguage(word, span, 'A `sequence` or `stats … over` may say the same.')

export function checkEvents({ category, condition }: EventQuery, place: Place): void {
  checkCategory(category, place)
  if (condition) checkCondition(condition, place)
}

export function checkCategory({ text, span }: Name, { scope, report, used }: Place): void {
  if (scope.macros.has(text)) used.add(`macro ${text}`)
  if (text === '' || resolveCategory(text, scope)) return
  const macro = scope.macros.get(text)
  // A macro that uses itself is reported where it is declared.
  if (macro?.category) return
  const later = macro ? null : elsewhere(text)
  if (later) {
    report(notInLanguage(text, span, later))
    return
  }
  const near = nearest(text, ['any', ...categories, ...scope.macros.keys()])
  report(
    problem({
      code: 'R206',
      message: macro ? `\`${text}\` is a condition, not a query` : `there is no category \`${text}\``,
      span,
      label: 'not a category',
      help: macro ? `Write \`any where ${text}\`.` : near ? `Did you mean \`${near}\`?` : ownCategories,
    }),
  )
}

const notInLanguage = (word: string, span: Span, help: string) =>
  problem({ code: 'R104', message: `\`${word}\` is not part of the language`, span, label: 'not known here', help })

const ownCategories =
  'Categories are handshake, frame, message, close, connection, request, auth, log, alert and incident, those of ECS, and any.'

/** A span of no length holds nothing. */
export function checkDuration({ us, span }: Duration, what: string, { report }: Pick<Place, 'report'>): void {
  if (us > 0 && us <= Number.MAX_SAFE_INTEGER) return
  const message = us > 0 ? `${what} is too long` : `${what} has no length`
  report(problem({ code: 'R302', message, span, label: us > 0 ? 'too long' : 'nothing fits into it' }))
}

function checkStats(query: Extract<Query, { kind: 'stats' }>, place: Place): void {
  checkEvents(query.source, place)
  for (const [i, part] of query.aggregates.entries()) {
    checkAggregate(part, place)
    const first = query.aggregates.slice(0, i).find(({ name }) => name.text === part.name.text && name.text !== '')
    if (first) place.report(twice(part.name, first.name))
  }
  checkKeys(query.by, place)
  if (query.window?.duration) checkDuration(query.window.duration, 'the window', place)
  else if (!query.window) place.report(withoutWindow(query))
  checkKnown(query, place)
  checkHaving(query, place)
}

function checkKnown({ window, next }: Extract<Query, { kind: 'stats' }>, { report }: Place): void {
  if (window?.kind === 'session' || window?.kind === 'connection') report(notYet(window.kind, window.span))
  if (window?.keep === 'judging') report(notYet('judging', window.span))
  if (next[0]) report(notYet('stats', next[0].span))
}

export const twice = (second: Name, first: Name) =>
  problem({
    code: 'R211',
    message: `\`${second.text}\` is defined twice`,
    span: second.span,
    label: 'again here',
    context: [{ span: first.span, message: 'first here' }],
  })

const withoutWindow = ({ aggregates, span }: Extract<Query, { kind: 'stats' }>) =>
  problem({
    code: 'R301',
    message: 'the statistics have no window, so what they hold would grow for ever',
    span: aggregates[0]?.span ?? span,
    label: 'counted since when?',
    help: 'Give a span after the keys: `by source.ip over 60s`.',
  })

function checkAggregate(part: Aggregate, place: Place): void {
  for (const argument of part.arguments) checkExpression(argument, place)
  if (part.where) checkCondition(part.where, place)
  const definition = aggregateOf(part.function.text)
  if (!definition) {
    place.report(unknownAggregate(part.function))
    return
  }
  if (part.arguments.length === (definition.takes === 'none' ? 0 : 1)) {
    checkAggregated(part, place)
    return
  }
  const takes = definition.takes === 'none' ? 'no argument' : 'one argument'
  const help = definition.takes === 'none' ? 'Events with a value are `count() where field != null`.' : null
  const message = `\`${part.function.text}\` takes ${takes}`
  place.report(problem({ code: 'R204', message, span: part.span, label: 'here', help }))
}

function unknownAggregate({ text, span }: Name) {
  const known = Object.keys(aggregateFunctions)
  const later = elsewhere(text)
  if (later) return notInLanguage(text, span, later)
  const near = nearest(text, known)
  return problem({
    code: 'R203',
    message: `there is no aggregate \`${text}\``,
    span,
    label: 'not an aggregate',
    help: near ? `Did you mean \`${near}\`?` : `There are ${known.join(', ')}.`,
  })
}

function checkAggregated({ arguments: [argument], function: { text } }: Aggregate, { names, report }: Place): void {
  if (!argument || aggregateOf(text)?.takes !== 'number') return
  const type = typeOf(argument, names)
  if (isNumber(type) || type === 'dynamic' || type === 'null') return
  report(
    problem({
      code: 'R205',
      message: `\`${text}\` takes numbers, not ${type}`,
      span: argument.span,
      label: `this is ${type}`,
      help: type === 'keyword' ? 'The number that a text says is `number(text)`.' : null,
    }),
  )
}

function checkHaving({ aggregates, having, window }: Extract<Query, { kind: 'stats' }>, place: Place): void {
  if (!having) return
  const names = havingNames(aggregates, place.scope)
  checkCondition(having, {
    ...place,
    scope: { ...place.scope, macros: new Map() },
    names,
    unknown: unknownStatistic(aggregates),
  })
  const few = window?.kind === 'sliding' ? fewerThan(having, names) : null
  if (!few) return
  place.report(
    problem({
      code: 'R303',
      message: 'over a sliding window this holds already when the first event comes',
      span: few.span,
      label: 'asks for fewer than',
      help: 'Judge whole windows, `over tumbling …`, or say what did not come: `sequence … ![…]`.',
    }),
  )
}

const unknownStatistic =
  (aggregates: readonly Aggregate[]) =>
  ({ name, span }: FieldReference) => {
    const known = aggregates.map((part) => part.name.text)
    const near = nearest(name, known)
    const help = near ? `Did you mean \`${near}\`?` : `Judged here are the statistics: ${known.join(', ')}.`
    return problem({ code: 'R208', message: `there is no statistic \`${name}\``, span, label: 'not a statistic', help })
  }

// One aggregate of `stats` → what is wrong with its name and its arguments.
import { nearest } from '../../diagnostic/nearest.ts'
import type { Aggregate, Expression, Name } from '../ast.ts'
import {
  type AggregateFunction,
  type AggregateParameter,
  aggregateFunctions,
  aggregateOf,
  aggregateSignature,
} from './aggregates.ts'
import { checkCondition, checkExpression } from './expressions.ts'
import { type Place, problem } from './place.ts'
import { isNumber, type Type, typeOf } from './types.ts'

export function checkAggregate(part: Aggregate, place: Place): void {
  for (const argument of part.arguments) checkExpression(argument, place)
  if (part.where) checkCondition(part.where, place)
  const { text } = part.function
  if (text === '') return
  const definition = aggregateOf(text)
  if (!definition) place.report(unknownAggregate(part.function))
  else if (!takesSoMany(definition, part.arguments.length)) place.report(wrongCount(part, definition))
  else
    for (const [i, argument] of part.arguments.entries())
      checkArgument(argument, parameterAt(definition, i), text, place)
}

const parameterAt = ({ takes }: AggregateFunction, index: number): AggregateParameter =>
  takes[Math.min(index, takes.length - 1)]!

function takesSoMany({ takes, least = takes.length, many }: AggregateFunction, given: number): boolean {
  return given >= least && (many === true || given <= takes.length)
}

function wrongCount({ function: { text }, arguments: given, span }: Aggregate, definition: AggregateFunction) {
  const { takes, least = takes.length, many } = definition
  const most = takes.length
  const counted =
    most === 0 ? 'no argument' : many ? `at least ${least}` : least === most ? `${most}` : `${least} or ${most}`
  return problem({
    code: 'R204',
    message: `\`${text}\` takes ${counted}${most === 0 ? '' : ` argument${most === 1 ? '' : 's'}`}, not ${given.length}`,
    span,
    label: `${given.length} given`,
    help: `It is \`${aggregateSignature(text, definition)}\`.`,
  })
}

/** What other languages call it. */
// biome-ignore format: table
const otherNames: Readonly<Record<string, string>> = {
  mean: 'avg', average: 'avg', std_dev: 'stddev', stdev: 'stddev', quantile: 'percentile(x, 95)', p50: 'median',
  p90: 'percentile(x, 90)', p95: 'percentile(x, 95)', p99: 'percentile(x, 99)', cardinality: 'count_distinct',
  unique_count: 'count_distinct', dc: 'count_distinct', distinct: 'count_distinct', earliest: 'first', latest: 'last',
}

function unknownAggregate({ text, span }: Name) {
  const known = Object.keys(aggregateFunctions)
  const near = Object.hasOwn(otherNames, text) ? otherNames[text] : nearest(text, known)
  return problem({
    code: 'R203',
    message: `there is no aggregate \`${text}\``,
    span,
    label: 'not an aggregate',
    help: near ? `Did you mean \`${near}\`?` : `There are ${known.join(', ')}.`,
  })
}

function checkArgument(argument: Expression, taken: AggregateParameter, called: string, place: Place): void {
  if (taken === 'percent') {
    checkPercent(argument, called, place)
    return
  }
  const type = typeOf(argument, place.names)
  if (accepts(taken, type)) return
  const wanted = taken === 'number' ? 'numbers' : 'what can be put in order'
  place.report(
    problem({
      code: 'R205',
      message: `\`${called}\` takes ${wanted}, not ${type}`,
      span: argument.span,
      label: `this is ${type}`,
      help: type === 'keyword' ? 'The number that a text says is `number(text)`.' : null,
    }),
  )
}

function accepts(taken: AggregateParameter, type: Type): boolean {
  if (taken === 'any' || type === 'dynamic' || type === 'null') return true
  return taken === 'ordered' ? type !== 'boolean' : isNumber(type)
}

function checkPercent(argument: Expression, called: string, { report }: Place): void {
  const { span } = argument
  if (argument.kind !== 'literal' || typeof argument.value !== 'number') {
    const message = `which percentile is written out: \`${called}(x, 95)\``
    report(problem({ code: 'R217', message, span, label: 'not a constant' }))
  } else if (argument.value < 0 || argument.value > 100) {
    report(problem({ code: 'R109', message: 'a percentile is from 0 to 100', span, label: 'out of range' }))
  }
}

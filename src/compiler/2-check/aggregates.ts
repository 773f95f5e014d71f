// The functions that statistics are made of: what each takes and gives, and what it comes to over a few events.
import type { Value } from '../../event/value.ts'
import type { AggregateKind } from '../plan.ts'
import type { Type } from './types.ts'

/** `ordered`: numbers, texts, times and addresses; `any`: every type; `percent`: a number from 0 to 100, written out. */
export type AggregateParameter = 'number' | 'ordered' | 'any' | 'percent'

export interface AggregateFunction {
  readonly kind: AggregateKind
  readonly takes: readonly AggregateParameter[]
  /** How many of them have to be given; all where it is absent. */
  readonly least?: number
  /** The last may be given any number of times. */
  readonly many?: true
  readonly gives: (argument: Type) => Type
  readonly doc: string
  /** What it comes to over the events of `exampleEvents`. */
  readonly examples: readonly (readonly [call: string, value: Value])[]
}

const asArgument = (argument: Type): Type => argument
const long = (): Type => 'long'
const double = (): Type => 'double'

/** What the examples are about: five events within a window of ten seconds. */
// biome-ignore format: table
export const exampleEvents: readonly { readonly second: number; readonly fields: Readonly<Record<string, Value>> }[] = [
  { second: 0, fields: { 'user.name': 'eve', 'source.ip': '192.0.2.9',   'websocket.payload.bytes': 4 } },
  { second: 1, fields: { 'user.name': 'bob', 'source.ip': '192.0.2.10',  'websocket.payload.bytes': 1 } },
  { second: 2, fields: { 'user.name': 'eve', 'source.ip': '192.0.2.10' } },
  { second: 4, fields: { 'user.name': 'eve', 'source.ip': '192.0.2.10',  'websocket.payload.bytes': 10 } },
  { second: 5, fields: { 'source.ip': '2001:db8::1',                     'websocket.payload.bytes': 1 } },
]

// biome-ignore format: table
export const aggregateFunctions: Readonly<Record<string, AggregateFunction>> = {
  count: {
    kind: 'count', takes: ['any'], least: 0, gives: long,
    doc: 'How many events; with an argument, how many that have a value.',
    examples: [['count()', 5], ['count(user.name)', 4], ['count() where user.name == "eve"', 3]],
  },
  sum: {
    kind: 'sum', takes: ['number'], gives: double,
    doc: 'The sum of the values, rounded once. Null where there is none.',
    examples: [['sum(websocket.payload.bytes)', 16], ['sum(websocket.payload.bytes) where user.name == "mallory"', null]],
  },
  avg: {
    kind: 'avg', takes: ['number'], gives: double,
    doc: 'Their mean.',
    examples: [['avg(websocket.payload.bytes)', 4]],
  },
  min: {
    kind: 'min', takes: ['ordered'], gives: asArgument,
    doc: 'The least of them: of numbers, texts, times or addresses. Addresses are ordered as numbers, IPv4 before IPv6.',
    examples: [['min(websocket.payload.bytes)', 1], ['min(user.name)', 'bob'], ['min(source.ip)', '192.0.2.9']],
  },
  max: {
    kind: 'max', takes: ['ordered'], gives: asArgument,
    doc: 'The greatest of them.',
    examples: [['max(websocket.payload.bytes)', 10], ['max(source.ip)', '2001:db8::1']],
  },
  percentile: {
    kind: 'percentile', takes: ['number', 'percent'], gives: double,
    doc: 'The value below which so many of a hundred lie; exact, and between two values on the line that joins them.',
    examples: [['percentile(websocket.payload.bytes, 50)', 2.5], ['percentile(websocket.payload.bytes, 100)', 10]],
  },
  median: {
    kind: 'percentile', takes: ['number'], gives: double,
    doc: 'The value in the middle, or the mean of the two that are: `percentile(x, 50)`.',
    examples: [['median(websocket.payload.bytes)', 2.5]],
  },
  stddev: {
    kind: 'stddev', takes: ['number'], gives: double,
    doc: 'The standard deviation of all of them, as of a population.',
    examples: [['stddev(websocket.payload.bytes)', 3.6742346141747673], ['stddev(websocket.payload.bytes) where user.name == "bob"', 0]],
  },
  count_distinct: {
    kind: 'count_distinct', takes: ['any'], many: true, gives: long,
    doc: 'How many different values; of several arguments, how many different combinations.',
    examples: [['count_distinct(user.name)', 2], ['count_distinct(user.name, source.ip)', 3]],
  },
  values: {
    kind: 'values', takes: ['any'], gives: asArgument,
    doc: 'The different values, up to a hundred; what was not seen for longest comes first.',
    examples: [['values(user.name)', ['bob', 'eve']]],
  },
  first: {
    kind: 'first', takes: ['any'], gives: asArgument,
    doc: 'The value of the first event that has one.',
    examples: [['first(user.name)', 'eve']],
  },
  last: {
    kind: 'last', takes: ['any'], gives: asArgument,
    doc: 'The value of the last event that has one.',
    examples: [['last(user.name)', 'eve'], ['last(source.ip)', '2001:db8::1']],
  },
  rate: {
    kind: 'rate', takes: ['number'], least: 0, gives: double,
    doc: 'Events a second; with an argument, its sum a second. A window over a session or a connection counts from its first moment to the judged one; where that is no time at all it is null.',
    examples: [['rate()', 0.5], ['rate(websocket.payload.bytes)', 1.6]],
  },
  interval: {
    kind: 'interval', takes: [], gives: double,
    doc: 'The mean time from an event to the next, in seconds. Null below two events.',
    examples: [['interval()', 1.25], ['interval() where user.name == "eve"', 2], ['interval() where user.name == "bob"', null]],
  },
  interval_stddev: {
    kind: 'interval_stddev', takes: [], gives: double,
    doc: 'The standard deviation of those times, in seconds: near zero for whatever keeps to a clock.',
    examples: [['interval_stddev() where user.name == "eve"', 0], ['interval_stddev()', 0.4330127018922193]],
  },
  jitter: {
    kind: 'jitter', takes: [], gives: double,
    doc: 'By how much such a time differs from the one before it, in the mean, in seconds. Null below three events.',
    examples: [['jitter()', 0.6666666666666666], ['jitter() where user.name == "eve"', 0]],
  },
}

export const aggregateOf = (name: string): AggregateFunction | undefined =>
  Object.hasOwn(aggregateFunctions, name) ? aggregateFunctions[name] : undefined

/** `percentile(number, percent)` */
export function aggregateSignature(name: string, { takes, least = takes.length, many }: AggregateFunction): string {
  const listed = takes.map((taken, i) => (i < least ? taken : `[${taken}]`))
  return `${name}(${[...listed, ...(many ? ['…'] : [])].join(', ')})`
}

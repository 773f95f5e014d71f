// src/compiler/2-check/aggregates.ts → docs/reference/statistics.md
import {
  type AggregateFunction,
  aggregateFunctions,
  aggregateSignature,
  exampleEvents,
} from '../../src/compiler/2-check/aggregates.ts'
import { standardError } from '../../src/engine/aggregates/registers.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { code, type Generated, page, table } from './generated.ts'

export function aggregatesPage(): Generated[] {
  return [
    page('docs/reference/statistics.md', '`src/compiler/2-check/aggregates.ts`', 'Statistics of the rule language', [
      intro,
      '## Windows',
      table(['written', 'holds', 'is judged'], windows),
      ...rules,
      '## Aggregates',
      'Each takes a condition of its own: `bad = count() where event.outcome == "failure"`. Without a name it is called as its function. Numbers are exact: a sum is rounded once, at the end, whatever the order of the events. An event without the value has no part in it, and of none there is null.',
      'The examples are about these five events, in a window of ten seconds:',
      table(['second', ...fields], exampleEvents.map(exampleRow)),
      ...Object.entries(aggregateFunctions).flatMap(aggregate),
      '## What is seen first',
      ...firstSeen,
      '## What is kept',
      ...kept,
    ]),
  ]
}

const intro =
  'Statistics are a pipe behind an event query: `auth where event.outcome == "failure" | stats failures = count(), users = count_distinct(user.name) by source.ip over 60s | where failures >= 5 and users >= 2`. A key is a field or an expression, as `by lower(user.name)`; an event that lacks one is left out, save for `?field`. The condition speaks of the statistics and of the keys.'

// biome-ignore format: table
const windows: readonly (readonly [string, string, string])[] = [
  ['`over 60s`', 'what happened less than a minute ago', 'at each event'],
  ['`over tumbling 60s`', 'a minute of the clock: its first moment is inside, its last is not', 'when it ends; an empty one of a known key too'],
  ['`over session 5m`', 'what comes less than five minutes apart', 'when nothing came for five minutes'],
  ['`over connection`', 'a WebSocket connection, from its handshake on', 'when it ends'],
]

const rules: readonly string[] = [
  '`keep judging` judges a session or a connection at each event as well. Once a rule fired for a key that key’s window begins anew; `keep window` says otherwise of one that slides. Statistics without a condition behind them keep their window.',
  'A connection opens with its handshake, unless that was refused, or with the first event that is asked for of one that was open before. It ends with its `connection` event, or five seconds after a `close` where none comes. A log that tells of connections alone is judged at that one event. Windows of connections are by `websocket.connection.id`, and by whatever else is written. A connection that is still open when the input ends is not judged.',
  '`previous(n)` is the statistic in the window of the same key before this one: of `tumbling` the one right before, if that held anything; of `session` the last; of `connection` the last connection that has the other keys in common. Null where there was none: `| stats n = count() by user.name over tumbling 1m | where n > 5 * previous(n)`.',
  'A further `stats` counts what the one before found, each time that its condition held: its statistics and its keys are the fields of that. What a window found as it ended is of the time before that end: five windows of a minute make up one `over tumbling 5m`. Behind `tumbling` it also goes without a window of its own, and counts what was found at one time: `| stats n = count() by source.ip, user.name over tumbling 1m | where n >= 3 | stats users = count() by source.ip | where users >= 10`.',
]

const fields = [...new Set(exampleEvents.flatMap((event) => Object.keys(event.fields)))]

const exampleRow = ({ second, fields: values }: (typeof exampleEvents)[number]): readonly string[] => [
  String(second),
  ...fields.map((name) => (values[name] === undefined ? '' : code(JSON.stringify(values[name])))),
]

const aggregate = ([name, definition]: readonly [string, AggregateFunction]): string[] => [
  `### ${code(name)}`,
  code(aggregateSignature(name, definition)),
  definition.doc,
  table(
    ['example', 'gives'],
    definition.examples.map(([call, value]) => [code(call), code(JSON.stringify(value))]),
  ),
]

const firstSeen: readonly string[] = [
  '`handshake | first_seen source.ip by user.name over 14d` finds an event with a value that its key did not have in the fourteen days before. A key that was not seen in that time has nothing to compare with: its first value is taken in and says nothing.',
  'Without `by`, any value is new that was not seen in that time, the very first too; of several fields each combination is one: `handshake | first_seen user.name, source.ip over 14d`. Elements of an array are values each for itself. What is remembered outlasts a restart.',
]

const number = (n: number): string => n.toLocaleString('en-US')

const kept: readonly string[] = [
  `A window that slides keeps its events, ${number(defaultBounds.eventsPerKey)} of one key and ${number(defaultBounds.events)} of all keys of a rule at most. The others keep what their aggregates need, which is the same however many events come, except that \`count_distinct\` and \`values\` keep up to ${number(defaultBounds.eventsPerKey)} values of one key. A rule keeps ${number(defaultBounds.keys)} keys, and \`first_seen\` ${number(defaultBounds.eventsPerKey)} values of one key (without keys ${number(defaultBounds.events)}) and ${number(defaultBounds.events)} of all; all of it together takes no more than about ${number(defaultBounds.bytes / 1e6)} MB. Of keys, and of values first seen, those that came only once go first, the stalest before others, as long as they are more than a fifth, then whatever was longest not touched: a flood of keys that come once does not push out a key that keeps coming, and a key that comes again after it had to go counts as one that keeps coming. Whatever had to go is counted and shown, and an incident of the rule \`tripline_state_cap_reached\` tells of it, of each bound of a rule once in an hour of event time. All of this can be set, for all rules and for one ([What rules may hold](../bounds.md)).`,
  `\`percentile\` and \`median\` are exact up to ${number(defaultBounds.exactValues)} values of one key (\`exact_values\`). Beyond, numbers are counted by their size, so that the value is off by one in a hundred at most (DDSketch: Masson, Rim, Lee, “DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees”, VLDB 2019). Between two numbers of different signs it may be off by a hundredth of the greater one; what is nearer to nothing than 1e-300 counts as nothing. Numbers leave a window that slides as they came, and once few enough are left it is exact again: what is read depends on what the window holds alone.`,
  `With the policy \`approximate\`, \`count_distinct\` over windows that do not slide is exact up to as many values, and beyond it about right in 16 kB, with a standard error of ${(standardError * 100).toFixed(2)} % (HyperLogLog: Flajolet, Fusy, Gandouet, Meunier, 2007; read by the estimator of Ertl, “New cardinality estimation algorithms for HyperLogLog sketches”, 2017). Who knows how values are hashed can send such as count for fewer. A window that slides has to hold its events to let them go again, so that it stays exact: nothing would be saved.`,
  'An incident with a statistic that is not exact names it under `tripline.incident.approximate`, and its text says “about” before it. A text longer than 512 characters stands in a key, and in `count_distinct`, as its beginning and the SHA-256 of the whole; incidents show it as its event has it.',
]

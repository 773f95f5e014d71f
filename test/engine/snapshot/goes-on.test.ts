// Saved and read at any point, an evaluator goes on as one that never stopped: what each kind of state must not lose, by cases.
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../../src/engine/bounds.ts'
import { piecesOf } from '../../../src/engine/snapshot/write-state.ts'
import { anyCategory } from '../../../src/event/category.ts'
import type { Delivery } from '../../../src/event/source.ts'
import { Evaluator } from '../../../src/pipeline/evaluator.ts'
import {
  byUser,
  counting,
  deliveries,
  isKind,
  layout,
  readX,
  rule,
  rulesetOf,
  source,
  step,
  type Tiny,
} from '../build.ts'

const second = 1_000_000
const named = (id: string, made: Rule): Rule => ({ ...made, metadata: { ...made.metadata, id } })
const connection = { kind: 'connection', keepJudging: false, opens: isKind('A') } as const
const byKind = {
  name: 'kind',
  read: (batch, row) => batch.get(row, layout.slot('kind')),
  optional: true,
} satisfies (typeof byUser)[0]
const newToUser = rule({
  kind: 'first_seen',
  categories: anyCategory,
  test: () => true,
  values: [{ name: 'x', read: readX, optional: false }],
  by: byUser,
  spanUs: 3600 * second,
})
const twice = (window: Parameters<typeof counting>[0]['window']): Rule =>
  rule(counting({ window, having: ([n]) => (n as number) >= 2 }))

/** One a second, each by itself. */
const users = (names: readonly string[]): Partial<Tiny>[] => names.map((user, n) => ({ us: n * second, user, x: n }))
const others = (count: number, from: number): string[] => Array.from({ length: count }, (_, n) => `once ${from + n}`)

interface Case {
  readonly rules: readonly Rule[]
  readonly bounds?: Partial<Bounds>
  readonly events: readonly Partial<Tiny>[]
  /** What is raised of each rule when nothing stops. */
  readonly raised: Readonly<Record<string, number>>
}

const cases: Readonly<Record<string, Case>> = {
  'a session that fired, to the nanosecond at which it goes on': {
    rules: [
      rule(
        counting({
          aggregates: [{ name: 'n', kind: 'rate', value: () => 1 }],
          window: { kind: 'session', gapUs: second, keepJudging: true },
          // Only of a session that goes on it is known how long it has lasted.
          having: ([rate]) => rate !== null,
        }),
      ),
    ],
    events: [
      { us: 0, nanos: 100 },
      { us: 500_000, nanos: 900 },
      { us: 1_500_000, nanos: 899 },
      { us: 2_500_000, nanos: 899 },
      { us: 3_500_000, nanos: 898 },
    ],
    raised: { a_rule_of_the_tests: 3 },
  },
  'a session that fired, of which nothing is said when it ends': {
    rules: [
      rule(counting({ window: { kind: 'session', gapUs: second, keepJudging: true }, having: ([n]) => n !== 1 })),
    ],
    events: [
      { us: 0 },
      { us: 500_000 },
      { us: 600_000, user: 'w' },
      { us: 9 * second, user: 'v' },
      { us: 19 * second, user: 'v' },
    ],
    raised: { a_rule_of_the_tests: 1 },
  },
  'a key that was let go and comes again before others that come once': {
    rules: [
      named('sliding', twice({ kind: 'sliding', spanUs: 3600 * second })),
      named('session', twice({ kind: 'session', gapUs: 3600 * second, keepJudging: true })),
      named('new_to_a_user', newToUser),
    ],
    bounds: { keys: 10 },
    events: users(['old', ...others(20, 0), 'old', ...others(30, 20), 'old']),
    raised: { sliding: 1, session: 1, new_to_a_user: 1 },
  },
  'values of one key, of which there are many': {
    rules: [newToUser],
    events: [...Array.from({ length: 300 }, (_, x) => ({ x })), ...[5, 150, 299, 300].map((x) => ({ x }))].map(
      (event, n) => ({ us: n * second, ...event }),
    ),
    raised: { a_rule_of_the_tests: 300 },
  },
  'more values than all keys together may have': {
    rules: [
      named('new_to_a_user', newToUser),
      named(
        'different_ones',
        rule(
          counting({
            aggregates: [{ name: 'n', kind: 'count_distinct', value: readX }],
            window: { kind: 'session', gapUs: 3600 * second, keepJudging: true },
            having: ([n]) => (n as number) >= 3,
          }),
        ),
      ),
    ],
    bounds: { events: 6 },
    events: [...'aabbccddaabbccdd'].map((user, n) => ({ us: n * second, user, x: n })),
    raised: { new_to_a_user: 8 },
  },
  'windows that ended, with the events that show them': {
    rules: [twice({ kind: 'tumbling', spanUs: 5 * second })],
    events: [...'uvuwvu', ...'uuvvwwuuvv'].map((user, n) => ({ us: n * second, user })),
    raised: { a_rule_of_the_tests: 6 },
  },
  'connections that were closed, which end by themselves, and of which nothing stays': {
    rules: [
      named('by_one', twice(connection)),
      named(
        'by_two',
        rule(counting({ by: [...byUser, byKind], window: connection, having: ([n]) => (n as number) >= 2 })),
      ),
    ],
    events: [
      { us: 0, user: 'u' },
      { us: second, user: 'u' },
      { us: 2 * second, user: 'u', kind: 'close' },
      { us: 3 * second, user: 'v' },
      { us: 7 * second, nanos: 1, user: 'v' },
      { us: 8 * second, user: 'v', kind: 'connection' },
      { us: 9 * second, user: 'w' },
    ],
    raised: { by_one: 2, by_two: 2 },
  },
  'what waits for time alone, of rules that nothing comes to': {
    rules: [
      named(
        'silent_after',
        rule({ kind: 'sequence', steps: [step('A'), step('B', { absent: true })], until: null, maxspanUs: 4 * second }),
      ),
      named('in_one_session', twice({ kind: 'session', gapUs: second, keepJudging: false })),
      named('in_one_window', twice({ kind: 'tumbling', spanUs: 5 * second })),
    ],
    events: [{ us: 0 }, { us: second / 2 }, { us: 3 * second, kind: 'C' }, { us: 60 * second, kind: 'C' }],
    raised: { silent_after: 2, in_one_session: 1, in_one_window: 1 },
  },
}

describe.each(Object.entries(cases))('%s', (_, { rules, bounds, events, raised }) => {
  const coming = deliveries({ batches: events.map((event, n) => [whole(event, n)]), latenessUs: 0 })
  const create = (): Evaluator =>
    new Evaluator(rulesetOf(...rules), [source], { bounds: { ...defaultBounds, ...bounds } })
  const unbroken = goOn(create(), coming)

  test('are found', () => {
    expect(unbroken.raised).toEqual(raised)
  })

  const every = Math.ceil(coming.length / 8)
  const stops = Array.from({ length: Math.floor((coming.length - 1) / every) }, (_, n) => 1 + n * every)

  test('are found alike wherever it stops and goes on', () => {
    for (const stop of stops) {
      const before = create()
      const changes = coming.slice(0, stop).map((delivery) => before.evaluate(delivery).changes)
      const after = create()
      after.load(before.save())
      const rest = goOn(after, coming.slice(stop))
      expect([...changes, ...rest.changes]).toEqual(unbroken.changes)
      expect([rest.counters, rest.keys]).toEqual([unbroken.counters, unbroken.keys])
    }
  })

  test('are found alike where it was written down once all had changed', () => {
    for (const stop of stops) {
      const before = create()
      for (const delivery of coming.slice(0, stop)) before.evaluate(delivery)
      const writer = before.beginSaving()
      for (const delivery of coming.slice(stop)) before.evaluate(delivery)
      const after = create()
      after.load(piecesOf(writer))
      expect(goOn(after, coming.slice(stop)).changes).toEqual(unbroken.changes.slice(stop))
    }
  })
})

function goOn(evaluator: Evaluator, coming: readonly Delivery[]) {
  const changes = coming.map((delivery) => evaluator.evaluate(delivery).changes)
  const keys = keysOf(evaluator)
  changes.push(evaluator.end('fire'))
  const raised: Record<string, number> = {}
  for (const change of changes.flat()) {
    if (change.kind !== 'raised' || !rules(evaluator).has(change.incident.ruleId)) continue
    raised[change.incident.ruleId] = (raised[change.incident.ruleId] ?? 0) + 1
  }
  return { changes, raised, counters: evaluator.ruleCounters(), keys }
}

const rules = ({ ruleset }: Evaluator): ReadonlySet<string> => new Set(ruleset.rules.map(({ metadata }) => metadata.id))

const keysOf = (evaluator: Evaluator): readonly number[] => evaluator.ruleStats().map(({ keys }) => keys)

function whole(event: Partial<Tiny>, sequence: number): Tiny {
  return { us: 0, kind: 'A', user: 'u', x: 0, ...event, sequence }
}

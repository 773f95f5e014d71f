// Queries and rule files to be made up, as trees: every shape, every entry, every declaration. What they say need not
// make sense; that they can be written does.
import fc from 'fast-check'
import type {
  Aggregate,
  Assignment,
  Declaration,
  Duration,
  Entry,
  EventQuery,
  Expression,
  Flow,
  KeyName,
  Name,
  Numeral,
  Query,
  RuleFile,
  StatsStage,
  Step,
  Test,
  TestStep,
  Text,
  WholeQuery,
  Window,
} from '../../src/compiler/ast.ts'
import { keyName } from '../../src/compiler/print/expressions.ts'
import { condition, keyword, number } from './expressions.ts'

const span = { start: 0, end: 0 }

const name = (text: string): Name => ({ text, span })
const names = (...texts: readonly string[]): fc.Arbitrary<Name> => fc.constantFrom(...texts).map(name)
const text: fc.Arbitrary<Text> = fc
  .oneof(fc.constantFrom('', 'a', 'a "b" \\ c', 'line\nline', '{source.ip}', '💥'), fc.string({ maxLength: 8 }))
  .map((value) => ({ value: value.toWellFormed(), span }))
const numeral = (min: number, max: number): fc.Arbitrary<Numeral> =>
  fc.integer({ min, max }).map((value) => ({ value, span }))
const duration: fc.Arbitrary<Duration> = fc
  .constantFrom(1, 1500, 250_000, 1_000_000, 90_000_000, 3_600_000_000, 86_400_000_000)
  .map((us) => ({ us, span }))
const maybe = <T>(made: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(made, { nil: null })

const field = (text: string, optional = false): Expression => ({ kind: 'field', name: text, optional, span })
const fieldName = names('source.ip', 'user.name', 'websocket.connection.id', 'level', 'in', 'a-b', 'a`b', 'count')

const key: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom(field('source.ip'), field('user.name', true), field('by'), field('not', true)),
  keyword.filter(({ kind }) => kind === 'call'),
  number.filter(({ kind }) => kind === 'arithmetic' || kind === 'call'),
)
const keys = fc.array(key, { maxLength: 2 })
const someKeys = fc.array(key, { minLength: 1, maxLength: 2 })

/** A key by its name: what is computed is called by its text. */
const keyed: fc.Arbitrary<KeyName> = fc.oneof(
  fieldName,
  keyword
    .filter(({ kind }) => kind === 'call')
    .map((node) => ({ text: keyName(node), span, isComputed: true as const })),
)

const events: fc.Arbitrary<EventQuery> = fc.record({
  kind: fc.constant('event'),
  category: names('any', 'auth', 'handshake', 'message', 'a category of theirs'),
  condition: maybe(condition),
  span: fc.constant(span),
})

const aggregate: fc.Arbitrary<Aggregate> = fc
  .record({
    name: maybe(names('n', 'bad', 'stats', 'level')),
    function: names('count', 'sum', 'percentile', 'first'),
    arguments: fc.array(fc.oneof(keyword, number), { maxLength: 2 }),
    where: maybe(condition),
    span: fc.constant(span),
  })
  .map((made) => ({ ...made, name: made.name ?? made.function }))

const window: fc.Arbitrary<Window> = fc
  .record({
    kind: fc.constantFrom('sliding', 'tumbling', 'session', 'connection'),
    duration,
    keep: fc.constantFrom('window', 'judging', null),
    span: fc.constant(span),
  })
  .map((made) => ({ ...made, duration: made.kind === 'connection' ? null : made.duration }))

const stage: fc.Arbitrary<StatsStage> = fc.record({
  aggregates: fc.array(aggregate, { minLength: 1, maxLength: 3 }),
  by: keys,
  window: maybe(window),
  having: maybe(condition),
  span: fc.constant(span),
})

const step = (named: fc.Arbitrary<Name | null>): fc.Arbitrary<Step> =>
  fc.record({
    name: named,
    absent: fc.boolean(),
    events,
    by: keys,
    runs: maybe(numeral(1, 100)),
    within: maybe(duration),
    span: fc.constant(span),
  })
const anyStep = step(maybe(names('alpha', 'until_then', 'sample')))
const steps = fc.array(anyStep, { minLength: 1, maxLength: 3 })

const flow: fc.Arbitrary<Flow> = fc.letrec<{ flow: Flow }>((tie) => ({
  flow: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    names('alpha', 'beta', 'gamma').map((given): Flow => ({ kind: 'step', name: given, span })),
    fc
      .tuple(fc.constantFrom('chain', 'either'), fc.array(tie('flow'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]): Flow => ({ kind, parts, span })),
    fc
      .tuple(tie('flow'), fc.constantFrom('*', '+', '?'))
      .map(([part, times]): Flow => ({ kind: 'repeat', part, times, span })),
  ),
})).flow

const spanOf = fc.constant(span)

const whole: fc.Arbitrary<WholeQuery> = fc.oneof(
  events,
  fc
    .tuple(events, stage, fc.array(stage, { maxLength: 2 }))
    .map(([source, first, next]): WholeQuery => ({ kind: 'stats', source, ...first, next })),
  fc.record({ kind: fc.constant('first_seen'), source: events, values: someKeys, by: keys, duration, span: spanOf }),
  fc.record({
    kind: fc.constant('sequence'),
    by: keys,
    maxspan: maybe(duration),
    steps,
    until: maybe(anyStep),
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('sample'),
    by: keys,
    maxspan: maybe(duration),
    steps,
    atLeast: maybe(numeral(1, 3)),
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('conversation'),
    steps: fc.array(step(names('alpha', 'beta', 'gamma')), { minLength: 1, maxLength: 3 }),
    by: someKeys,
    flow,
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('exchange'),
    request: anyStep,
    answer: maybe(anyStep),
    when: fc.uniqueArray(names('unanswered', 'twice', 'unasked', 'slow'), {
      maxLength: 3,
      selector: (one) => one.text,
    }),
    span: spanOf,
  }),
)

/** A query that stands alone. */
export const query: fc.Arbitrary<Query> = fc.oneof(
  { weight: 4, arbitrary: whole },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('limit'),
      query: whole,
      cuts: fc.array(fc.record({ kind: fc.constantFrom('head', 'tail'), count: numeral(0, 9), span: spanOf }), {
        minLength: 1,
        maxLength: 2,
      }),
      span: spanOf,
    }),
  },
)

const assignment: fc.Arbitrary<Assignment> = fc.record({
  field: fieldName,
  value: fc.oneof(keyword, number, fc.array(keyword, { minLength: 1, maxLength: 2 })),
  span: spanOf,
})
const assignments = fc.array(assignment, { maxLength: 3 })

const testStep: fc.Arbitrary<TestStep> = fc.oneof(
  fc.record({ kind: fc.constant('wait'), duration, span: spanOf }),
  fc.record({ kind: fc.constant('expect'), count: numeral(0, 3), fields: assignments, span: spanOf }),
  fc
    .record({
      kind: fc.constant('events'),
      repeat: maybe(numeral(1, 9)),
      every: maybe(duration),
      category: names('auth', 'message'),
      fields: assignments,
      span: spanOf,
    })
    .map((made) => ({ ...made, every: made.repeat ? made.every : null })),
)

const test: fc.Arbitrary<Test> = fc.record({
  kind: fc.constant('test'),
  name: text,
  steps: fc.array(testStep, { maxLength: 4 }),
  span: spanOf,
})

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    kind: fc.constant('text'),
    key: fc.constantFrom('title', 'about', 'advice', 'author'),
    value: text,
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('texts'),
    key: fc.constantFrom('references', 'false_positives'),
    values: fc.array(text, { minLength: 1, maxLength: 2 }),
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('word'),
    key: fc.constantFrom('level', 'status'),
    value: names('high', 'stable'),
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('codes'),
    key: fc.constantFrom('attack', 'cwe', 'wstg'),
    values: fc.array(names('T1110.001', 'WSTG-CLNT-10', '79'), { minLength: 1, maxLength: 2 }),
    span: spanOf,
  }),
  fc.record({ kind: fc.constant('risk'), value: numeral(0, 100), span: spanOf }),
  fc.record({ kind: fc.constant('detect'), query: whole, span: spanOf }),
  fc
    .record({
      kind: fc.constant('except'),
      step: maybe(names('alpha')),
      condition,
      reason: maybe(text),
      owner: maybe(text),
      until: maybe(fc.constant({ text: '2027-01-31', span })),
      span: spanOf,
    })
    // An owner is told by what stands before it.
    .map((made) => ({ ...made, reason: made.reason ?? made.owner })),
  fc.record({ kind: fc.constant('incident'), message: text, span: spanOf }),
  fc.record({ kind: fc.constant('suppress'), duration, by: fc.array(keyed, { maxLength: 2 }), span: spanOf }),
  fc.record({
    kind: fc.constant('respond'),
    responses: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('log'), span: spanOf }),
        fc.record({ kind: fc.constant('webhook'), name: names('soc', 'a room'), span: spanOf }),
        fc.record({ kind: fc.constant('block'), duration, span: spanOf }),
        fc.record({ kind: fc.constant('close'), code: maybe(numeral(1000, 4999)), span: spanOf }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('evidence'),
    clauses: fc.array(
      fc.record({
        action: fc.constantFrom('keep', 'hash', 'drop'),
        fields: fc.array(fieldName, { minLength: 1, maxLength: 2 }),
        span: spanOf,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    span: spanOf,
  }),
  test,
)

const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc
    .record({
      kind: fc.constant('list'),
      name: names('office', 'tor'),
      type: names('cidr', 'keyword'),
      entries: maybe(fc.array(text, { maxLength: 3 })),
      file: text,
      span: spanOf,
    })
    .map((made) => ({ ...made, file: made.entries ? null : made.file })),
  fc.record({
    kind: fc.constant('macro'),
    name: names('failed', 'foreign'),
    category: maybe(names('auth', 'any')),
    condition,
    span: spanOf,
  }),
  fc.record({
    kind: fc.constant('limit'),
    name: names('idle', 'many'),
    value: fc.oneof(
      fc.nat().map((value) => ({ kind: 'literal' as const, value, span })),
      fc.nat(1e6).map((seconds) => ({ kind: 'literal' as const, value: seconds * 1e9, isSpan: true as const, span })),
    ),
    span: spanOf,
  }),
  fc.record({ kind: fc.constant('field'), name: fieldName, type: names('keyword', 'long'), span: spanOf }),
  fc.record({
    kind: fc.constant('rule'),
    name: names('first_of_them', 'second_of_them'),
    entries: fc.array(entry, { maxLength: 5 }),
    broken: fc.constant(false),
    span: spanOf,
  }),
)

export const file: fc.Arbitrary<RuleFile> = fc.record({
  language: maybe(fc.constant({ value: 1, span })),
  declarations: fc.array(declaration, { maxLength: 3 }),
  comments: fc.constant([]),
})

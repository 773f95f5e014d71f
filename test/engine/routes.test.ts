// Rules that are not asked because of a value that they need: none of them would have found anything.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Detect, EventFilter, Ruleset } from '../../src/compiler/plan.ts'
import { describeNeeds, Routes } from '../../src/engine/routes.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Value } from '../../src/event/value.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { recorded } from '../../src/pipeline/journal.ts'

const second = 1_000_000

const compiled = (detects: readonly string[]): Ruleset => {
  const files = detects.map((detect, i) => ({
    path: `tests/rule_number_${i + 10}.trip`,
    text: `macro known_port = source.port == 1\nfield x.flag: boolean\nrule rule_number_${i + 10} {\n  title "A rule"\n  level low\n  detect ${detect}\n}\n`,
  }))
  const { ruleset, problems } = compileRules(files)
  expect(ruleset.rules.length, JSON.stringify(problems.map(({ diagnostics }) => diagnostics))).toBe(detects.length)
  return ruleset
}

/** The same rules, each asked of every event of its categories. */
function withoutNeeds(ruleset: Ruleset): Ruleset {
  const plain = <F extends EventFilter>({ needs: _, ...filter }: F): F => filter as F
  const of = (detect: Detect): Detect => {
    if (detect.kind === 'sequence')
      return { ...detect, steps: detect.steps.map(plain), until: detect.until && plain(detect.until) }
    return detect.kind === 'event' || detect.kind === 'stats' || detect.kind === 'first_seen' ? plain(detect) : detect
  }
  return { ...ruleset, rules: ruleset.rules.map((rule) => ({ ...rule, detect: of(rule.detect) })) }
}

const atom = fc.constantFrom(
  'user.name == "a"',
  '"b" == user.name',
  'user.name in ("a", "c")',
  'user.name in~ ("A")',
  'user.name : "a*"',
  'user.name != "a"',
  'user.name == event.outcome',
  'event.outcome == "failure"',
  'event.outcome == null',
  'source.port == 1',
  'source.port == 1.0',
  'source.port in (1, 2)',
  'source.port > 1',
  'source.ip == "192.0.2.1"',
  'x.flag',
  'x.flag == false',
  'known_port',
  'not known_port',
  '?x.other == "a"',
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} or ${b})`),
    tie('condition').map((inner) => `not ${inner}`),
  ),
}))
const detect = fc.oneof(
  { weight: 4, arbitrary: condition.map((one) => `auth where ${one}`) },
  condition.map((one) => `auth where ${one} | stats n = count() by user.name over 5s | where n >= 2`),
  condition.map((one) => `auth where ${one} | stats n = count() by user.name over session 2s | where n >= 2`),
  condition.map((one) => `auth where ${one} | first_seen source.port by user.name over 9s`),
  fc
    .tuple(condition, condition, condition)
    .map(([a, b, c]) => `sequence with maxspan=9s [auth where ${a}] [any where ${b}] until [auth where ${c}]`),
)

const scalar = fc.constantFrom<Value>('a', 'b', 'c', 'A', 'failure', 1, 2, true, false, null, ['a', 'b'], [1], [])
const event = fc.record({
  'user.name': scalar,
  'event.outcome': scalar,
  'source.port': scalar,
  'source.ip': fc.constantFrom('192.0.2.1', '::ffff:192.0.2.1', null),
  'x.flag': scalar,
  'x.other': scalar,
})

type Fields = Readonly<Record<string, Value>>

function found(ruleset: Ruleset, events: readonly Fields[]): readonly string[] {
  const evaluator = new Evaluator(ruleset, [{ id: 'tests', categories: categoryBit('auth'), latenessUs: 0 }])
  const batch = new Batch(ruleset.layout)
  for (const [n, fields] of events.entries()) {
    const row = batch.add(categoryBit('auth'), n * second, 0, n, recorded(`e${n}`, fields))
    for (const [name, value] of Object.entries(fields)) batch.set(row, ruleset.layout.slot(name), value)
  }
  const progress = { us: events.length * second, nanos: 0, sequence: exclusive }
  const { changes } = evaluator.evaluate({ source: 'tests', n: 1, batch, progress, resume: null })
  return changes.map((change) =>
    change.kind === 'raised' ? `${change.incident.ruleId} ${change.incident.id}` : change.kind,
  )
}

test('the same incidents come of rules that are found by value and of rules that are all asked', () => {
  let shelved = 0
  fc.assert(
    fc.property(
      fc.array(detect, { minLength: 6, maxLength: 16 }),
      fc.array(event, { maxLength: 20 }),
      (detects, events) => {
        const ruleset = compiled(detects)
        shelved += ruleset.rules.filter((rule) => describeNeeds(rule.detect) !== null).length
        expect(found(ruleset, events)).toEqual(found(withoutNeeds(ruleset), events))
      },
    ),
    { numRuns: 150 },
  )
  expect(shelved).toBeGreaterThan(200)
})

test('of a thousand rules that need a name, a row meets the few that need its own', () => {
  const ruleset = compiled(
    Array.from({ length: 1000 }, (_, i) => `auth where user.name == "user ${i % 500}" and source.port == 1`),
  )
  const routes = new Routes(
    ruleset.rules.map(({ detect: plan }) => ({ detect: plan, categories: categoryBit('auth') })),
  )
  const batch = new Batch(ruleset.layout)
  const row = batch.add(categoryBit('auth'), 0, 0, 0, recorded('e', {}))
  batch.set(row, ruleset.layout.slot('source.port'), 1)
  const withoutName = routes.of(batch, row).length
  batch.set(row, ruleset.layout.slot('user.name'), 'user 7')
  expect([withoutName, routes.of(batch, row).length]).toEqual([0, 2])
})

test.each([
  ['auth where user.name == "a"', ['user.name is "a"']],
  ['auth where user.name in ("a", "b") and source.port == 1', ['user.name is one of "a", "b" and source.port is 1']],
  ['auth where user.name == "a" or user.name == "b"', ['user.name is one of "a", "b"']],
  ['auth where user.name == "a" or source.port == 1', null],
  ['auth where source.ip == "192.0.2.1"', null],
  ['auth where not user.name == "a"', null],
  ['auth where known_port', ['source.port is 1']],
  [
    'sequence by user.name with maxspan=5s [auth where event.outcome == "failure"] [auth where event.outcome == "success"]',
    ['event.outcome is "failure"', 'event.outcome is "success"'],
  ],
])('what %j needs is told', (written, expected) => {
  expect(describeNeeds(compiled([written]).rules[0]!.detect)).toEqual(expected)
})

// Rules to which nothing came are left alone as time goes on: nobody can tell that from those that are always looked at.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import { recorded } from '../../src/pipeline/journal.ts'

const second = 1_000_000

const detects = [
  'auth where user.name == "a"',
  'auth where user.name == "b" | stats n = count() by source.ip over 5s | where n >= 2',
  'auth where user.name == "c" | stats n = count() by source.ip over tumbling 5s | where n >= 2',
  'auth where user.name == "a" | stats n = count() by source.ip over session 3s | where n >= 2',
  'auth where user.name == "b" | first_seen source.ip by user.name over 6s',
  'sequence by source.ip with maxspan=5s [auth where user.name == "a"] [message where user.name == "b"]',
  'sequence by source.ip with maxspan=5s [auth where user.name == "b"] [message where user.name == "b"]',
  'sequence by source.ip with maxspan=9s [message where user.name == "a"] [message where user.name == "b"]',
  'sequence by source.ip with maxspan=5s [message where user.name == "c"] ![auth where user.name == "a"]',
  'sequence by source.ip with maxspan=5s ![auth where user.name == "b"] [message where user.name == "a"]',
  'sequence by source.ip with maxspan=5s [message where user.name == "b"] [auth where user.name == "c"] until [auth where user.name == "a"]',
  'sequence by source.ip with maxspan=3s ![auth where user.name == "c"] [message where user.name == "b"] ![auth where user.name == "a"]',
  'sample by source.ip with maxspan=5s [auth where user.name == "c"] [message where user.name == "a"]',
  'respond to [message where user.name == "a"] by source.ip within 2s with [message where user.name == "b"]',
]

const { ruleset } = compileRules(
  detects.map((detect, i) => ({
    path: `tests/rule_number_${i + 10}.trip`,
    text: `rule rule_number_${i + 10} {\n  title "A rule"\n  level low\n  detect ${detect}\n${i === 0 ? '  suppress 5s by source.ip\n' : ''}}\n`,
  })),
)

const event = fc.record({
  at: fc.nat({ max: 6 }),
  category: fc.constantFrom('auth', 'message'),
  name: fc.constantFrom('a', 'b', 'c', 'x'),
  address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      source: fc.constantFrom('one', 'two'),
      events: fc.array(event, { maxLength: 4 }),
      onUs: fc.nat({ max: 4 * second }),
    }),
  },
  fc.record({ kind: fc.constant('idle' as const), source: fc.constantFrom('one', 'two') }),
  fc.record({ kind: fc.constant('source' as const), source: fc.constantFrom('three', 'four') }),
  fc.record({ kind: fc.constant('restart' as const) }),
)
/** Such as come in order, and with which all comes that can come: rules doze between them. */
const calm = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .array(event, { maxLength: 5 })
      .map((events) => events.toSorted((a, b) => a.at - b.at))
      .map((events) => ({ kind: 'batch' as const, source: 'two' as const, events, onUs: 7 * second })),
  },
  fc.record({ kind: fc.constant('restart' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/**
 * All that can be told from outside. `isAttended`: whoever asks for the counters brings all rules to where time stands, and
 * rules of which some state might lie elsewhere are never asleep.
 */
function told(rules: Ruleset, steps: readonly Step[], isAttended: boolean): readonly unknown[] {
  const options = isAttended ? { share: { partition: 0, partitions: 1 } } : {}
  const infos = [
    { id: 'one', categories: categoryBit('auth'), latenessUs: 0 },
    { id: 'two', categories: anyCategory, latenessUs: 0 },
  ]
  const seen: unknown[] = []
  const near = (rule: { readonly metadata: { readonly id: string } }): void => void missed.push(rule.metadata.id)
  const missed: string[] = []
  let engine = new Engine(rules, infos, { ...options, near })
  let [clock, n] = [0, 0]
  for (const one of steps) {
    if (one.kind === 'source') engine.addSource({ id: one.source, categories: categoryBit('auth'), latenessUs: 0 })
    if (one.kind === 'idle') seen.push(engine.idle(one.source).map(({ rule, us }) => [rule.metadata.id, us]))
    if (one.kind === 'restart') {
      const saved = engine.save()
      engine = new Engine(rules, infos, { ...options, near })
      engine.load(saved)
    }
    if (one.kind === 'batch') {
      const batch = new Batch(rules.layout)
      for (const { at, category, name, address } of one.events) {
        n++
        const fields = { 'user.name': name, 'source.ip': address }
        const row = batch.add(categoryBit(category), clock + at * second, 0, n, recorded(`e${n}`, fields))
        for (const [field, value] of Object.entries(fields)) batch.set(row, rules.layout.slot(field), value)
      }
      clock += one.onUs
      const touched: number[] = []
      const progress = { us: clock, nanos: 0, sequence: exclusive }
      const found = engine.evaluate(one.source, batch, progress, (row) => touched.push(row))
      const late = engine.takeLate().map(({ rule, event: { id } }) => `${rule.metadata.id} ${id}`)
      seen.push([found.map(({ rule, us }) => [rule.metadata.id, us]), new Set(touched), late, engine.waits()])
    }
    if (isAttended) engine.counters()
  }
  const state = [engine.counters(), engine.begun(), engine.undecided(), JSON.stringify(engine.save())]
  return [
    ...seen,
    state,
    engine.end('fire').map(({ rule, us }) => [rule.metadata.id, us]),
    engine.counters(),
    missed.sort(),
  ]
}

test('what is found, late, waiting and saved does not depend on who was left alone', () => {
  let found = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 24 }), (steps) => {
      const expected = told(ruleset, steps, true)
      found += (expected.at(-3) as readonly unknown[]).length
      expect(told(ruleset, steps, false)).toEqual(expected)
    }),
    { numRuns: 400 },
  )
  expect(ruleset.rules).toHaveLength(detects.length)
  expect(found).toBeGreaterThan(50)
})

test('nor where all comes in order, and many doze', () => {
  const alone = { kind: 'idle', source: 'one' } as const
  fc.assert(
    fc.property(fc.array(calm, { minLength: 2, maxLength: 12 }), fc.array(step, { maxLength: 4 }), (steps, others) => {
      const all = [alone, ...steps, ...others]
      expect(told(ruleset, all, false)).toEqual(told(ruleset, all, true))
    }),
    { numRuns: 200 },
  )
})

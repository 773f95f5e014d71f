// Events of wrong times among those of two sources, in any batches, with restarts: they hide nothing of what the others bring.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { raised, rulesetOf, type Tiny } from '../engine/build.ts'
import { arrivals, atOnce, events, type Lane, lanes, rules, type Stray, second } from './lanes.ts'

const only: readonly Lane[] = [{ id: 'only', latenessUs: 0 }]

const day = 86_400 * second

/** Fewer than could be taken for the majority; by a user of their own. */
const straysAt = (us: fc.Arbitrary<number>): fc.Arbitrary<readonly Stray[]> =>
  fc
    .array(
      fc.record({
        event: fc.record({ us, nanos: fc.constant(0), kind: fc.constantFrom('A', 'B', 'C'), x: fc.constant(1) }),
        lane: fc.nat(1),
        place: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((drawn) =>
      drawn.map(({ event, lane, place }, i) => ({
        event: { ...event, user: 'stray', sequence: 100 + i, id: `s${i}` } satisfies Tiny,
        lane,
        place,
      })),
    )

const ahead = straysAt(fc.nat(2000).map((s) => (s < 1000 ? 40 * day : 20_000 * day) + s * second))
const behind = straysAt(fc.nat(1000).map((s) => -(20_000 * day) + s * second))

interface Outcome {
  /** None of long ago. */
  readonly incidents: readonly string[]
  readonly late: number
}

/** The state is saved and restored before that delivery. */
function run(one: Rule, deliveries: readonly Delivery[], sources: readonly Lane[], restartBefore = -1): Outcome {
  const create = (): Evaluator =>
    new Evaluator(
      rulesetOf(one),
      sources.map((lane) => ({ ...lane, categories: anyCategory })),
    )
  let evaluator = create()
  const changes = deliveries.flatMap((delivery, i) => {
    if (i === restartBefore) {
      const saved = evaluator.save()
      evaluator = create()
      evaluator.load(saved)
    }
    return evaluator.evaluate(delivery).changes
  })
  const { late } = evaluator.ruleCounters()[0]!
  const told = [...changes, ...evaluator.end('fire')].filter((change) => usOf(change) >= 0)
  return { incidents: raised(told).sort(), late }
}

const usOf = (change: IncidentChange): number => (change.kind === 'raised' ? change.incident.us : change.us)

const cases = (strays: fc.Arbitrary<readonly Stray[]>) =>
  fc
    .tuple(events, strays, fc.nat(10))
    .chain(([all, some, restart]) =>
      fc.tuple(fc.constant(all), fc.constant(some), arrivals(all, some), fc.constant(restart)),
    )

/** Spans without events are more where there is a later time. */
const additive = Object.keys(rules).filter((name) => name !== 'tumbling, empty ones too')

test.each(additive)('%s: events from far ahead add what they bring alone, and nothing is late', (name) => {
  const one = rules[name]!
  fc.assert(
    fc.property(cases(ahead), ([all, strays, deliveries, restart]) => {
      const alone = strays.map(({ event }) => event)
      const expected = [atOnce(all), atOnce(alone)].flatMap((brought) => run(one, brought, only).incidents)
      expect(run(one, deliveries, lanes, restart)).toEqual({ incidents: expected.sort(), late: 0 })
    }),
  )
})

test.each(Object.keys(rules))('%s: events from long ago change nothing of what the others bring', (name) => {
  const one = rules[name]!
  fc.assert(
    fc.property(cases(behind), ([all, strays, deliveries, restart]) => {
      const { incidents, late } = run(one, deliveries, lanes, restart)
      expect(incidents).toEqual(run(one, atOnce(all), only).incidents)
      expect(late).toBeLessThanOrEqual(strays.length)
    }),
  )
})

// Events of wrong times among those of two sources, in any batches, with restarts: they hide nothing of what the others bring.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { capRuleId } from '../../src/engine/caps.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { raised, rulesetOf, type Tiny } from '../engine/build.ts'
import { timesIn } from '../rows.ts'
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

interface Circumstances {
  readonly restartBefore?: number
  /** Events of a rule that may wait. */
  readonly pending?: number
  /** What is found later than that is left out. */
  readonly beforeUs?: number
}

interface Outcome {
  /** None of long ago. */
  readonly incidents: readonly string[]
  readonly late: number
}

/** The state is saved and restored before that delivery. */
function run(
  one: Rule,
  deliveries: readonly Delivery[],
  sources: readonly Lane[],
  { restartBefore = -1, pending = defaultBounds.pending, beforeUs = Number.POSITIVE_INFINITY }: Circumstances = {},
): Outcome {
  const create = (): Evaluator =>
    new Evaluator(
      rulesetOf(one),
      sources.map((lane) => ({ ...lane, categories: anyCategory })),
      { bounds: { ...defaultBounds, pending } },
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
  const told = [...changes, ...evaluator.end('fire')].filter(
    (change) => usOf(change) >= 0 && usOf(change) < beforeUs && !tellsOfBound(change),
  )
  return { incidents: raised(told).sort(), late }
}

const tellsOfBound = (change: IncidentChange): boolean =>
  change.kind === 'raised' && change.incident.ruleId === capRuleId

const usOf = (change: IncidentChange): number => (change.kind === 'raised' ? change.incident.us : change.us)

const cases = (strays: fc.Arbitrary<readonly Stray[]>, of = events) =>
  fc
    .tuple(of, strays, fc.nat(10))
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
      expect(run(one, deliveries, lanes, { restartBefore: restart })).toEqual({ incidents: expected.sort(), late: 0 })
    }),
  )
})

/** Something that is none of them comes by each source: else their time is all that is known of one. */
const isCredible = (deliveries: readonly Delivery[]): boolean =>
  lanes.every(({ id }) =>
    deliveries.some(({ source, batch }) => source === id && timesIn(batch).some((us) => us < 30 * day)),
  )

const many = events.filter((all) => all.length > 8)

test.each(additive)('%s: where more wait than may, those from far ahead go, and hide nothing of the others', (name) => {
  const one = rules[name]!
  fc.assert(
    fc.property(cases(ahead, many), ([all, , deliveries, restart]) => {
      fc.pre(isCredible(deliveries))
      const believed = { pending: all.length, beforeUs: 30 * day }
      const outcome = run(one, deliveries, lanes, { ...believed, restartBefore: restart })
      expect(outcome).toEqual({ incidents: run(one, atOnce(all), only, believed).incidents, late: 0 })
    }),
  )
})

test.each(Object.keys(rules))('%s: events from long ago change nothing of what the others bring', (name) => {
  const one = rules[name]!
  fc.assert(
    fc.property(cases(behind), ([all, strays, deliveries, restart]) => {
      const { incidents, late } = run(one, deliveries, lanes, { restartBefore: restart })
      expect(incidents).toEqual(run(one, atOnce(all), only).incidents)
      expect(late).toBeLessThanOrEqual(strays.length)
    }),
  )
})

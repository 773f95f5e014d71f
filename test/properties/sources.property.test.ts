// The same events, from one source in order or from two that are late in different ways, with restarts: the same incidents.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Delivery } from '../../src/event/source.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { raised, rulesetOf } from '../engine/build.ts'
import { arrivals, atOnce, events, type Lane, lanes, rules } from './lanes.ts'

/** The state is saved and restored before that delivery. */
function run(one: Rule, deliveries: readonly Delivery[], sources: readonly Lane[], restartBefore = -1): string[] {
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
  const late = evaluator.ruleCounters()[0]!.late
  expect(late).toBe(0)
  return raised([...changes, ...evaluator.end('fire')])
}

test.each(Object.keys(rules))(
  '%s: one source or two, restarted or not, give the same incidents in the same order',
  (name) => {
    fc.assert(
      fc.property(
        events.chain((all) => fc.tuple(fc.constant(all), arrivals(all), fc.nat(10))),
        ([all, deliveries, restart]) => {
          const expected = run(rules[name]!, atOnce(all), [{ id: 'only', latenessUs: 0 }])
          expect(run(rules[name]!, deliveries, lanes, restart)).toEqual(expected)
        },
      ),
    )
  },
)

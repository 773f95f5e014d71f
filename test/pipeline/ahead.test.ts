// Who cannot wait until an incident is described → told of each that is raised now, and of none that was raised before.
import { expect, test } from 'vitest'
import { anyCategory } from '../../src/event/category.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, rule, rulesetOf, source, step, type Tiny } from '../engine/build.ts'

const { categories, test: isA } = step('A')
const ruleset = rulesetOf(rule({ kind: 'event', categories, test: isA }, { respond: [{ kind: 'log' }] }))
const event: Tiny = { us: 1_000_000, sequence: 1, kind: 'A', user: 'u', x: null }
const delivery = {
  ...{ source: source.id, n: 1, batch: batchOf([event]), resume: null },
  progress: { us: event.us, nanos: 0, sequence: 1 },
}

function evaluator(told: string[]): Evaluator {
  return new Evaluator(ruleset, [{ ...source, categories: anyCategory }], { ahead: ({ id }) => told.push(id) })
}

test('what is evaluated is told, what is run again is not', () => {
  const [first, second]: [string[], string[]] = [[], []]
  const { changes, journal } = evaluator(first).evaluate(delivery)
  expect(changes).toMatchObject([{ kind: 'raised', incident: { id: first[0] } }])
  const again = evaluator(second)
  again.replay(journal())
  expect(second).toEqual([])
  again.evaluate({ ...delivery, n: 2, batch: batchOf([{ ...event, us: 2_000_000, sequence: 2 }]) })
  expect(second).toHaveLength(1)
})

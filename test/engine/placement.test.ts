// Where the state of statistics lies when it is spread: all windows that a key's events come to must be there.
import { expect, test } from 'vitest'
import type { StagePlan, StatsPlan } from '../../src/compiler/plan.ts'
import { placementOf } from '../../src/engine/placement.ts'
import { batchOf, byUser, counting, layout, rule } from './build.ts'

const batch = batchOf([{ us: 0, sequence: 0, kind: 'A', user: 'eve', x: 1 }])

/** The text by which it lies, of the key `seve`. */
const placeOf = (plan: StatsPlan): string => placementOf(rule(plan), layout)('seve', batch, 0)

const counts = (more: Partial<StatsPlan> = {}): StatsPlan =>
  counting({ window: { kind: 'tumbling', spanUs: 1 }, having: () => true, ...more })

const further = (name: string): StagePlan => ({
  aggregates: [{ name: 'n', kind: 'count' }],
  by: [{ name, optional: false, read: ([, user]) => user! }],
  window: { kind: 'instant' },
  having: () => true,
  keepWindow: false,
})

const together = 'rule a_rule_of_the_tests'

test.each<readonly [string, StatsPlan, string]>([
  ['statistics lie by their keys', counts(), 'seve'],
  ['those without keys all in one place', counts({ by: [] }), together],
  ['further ones by the keys that all have', counts({ next: [further('user')] }), 'seve'],
  ['those that have none in common in one place', counts({ next: [further('other')] }), together],
  [
    'a statistic that is called as a key hides it from what is behind it',
    counts({ aggregates: [{ name: 'user', kind: 'count' }], next: [further('user')] }),
    together,
  ],
  ['alone it hides it from nobody', counts({ aggregates: [{ name: 'user', kind: 'count' }], by: byUser }), 'seve'],
])('%s', (_, plan, place) => {
  expect(placeOf(plan)).toBe(place)
})

// Late events and the incidents that they belong to: what is remembered of those, and what is not.
import { expect, test } from 'vitest'
import type { Match } from '../../src/engine/match.ts'
import { Amendments } from '../../src/incident/amend.ts'
import { counting, rule } from '../engine/build.ts'

const ofRule = rule(counting({ window: { kind: 'sliding', spanUs: 1000 }, having: () => true }))

const matchOf = (key: string): Match => ({
  rule: ofRule,
  ...{ us: 1000, nanos: 0, start: { us: 500, nanos: 0 }, sequence: 0, completedBy: 'e' },
  ...{ key, keys: {}, values: {}, steps: [] },
})

test('beyond the bound the keys longest untouched are forgotten, and counted', () => {
  const amendments = new Amendments(2)
  for (const key of ['a', 'b', 'a', 'c']) amendments.note(matchOf(key), `incident of ${key}`)
  expect(amendments.forgotten).toBe(1)
  const event = { us: 700, document: null } as never
  const amended = (key: string) => amendments.amend({ rule: ofRule, keys: [key], event }).map((change) => change.kind)
  expect([amended('a'), amended('b'), amended('c')]).toEqual([['amended'], [], ['amended']])
})

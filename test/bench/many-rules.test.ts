// The generated rules are rules, and each of their shapes finds what is meant for it.
import { expect, test } from 'vitest'
import { manyRules } from '../../bench/many-rules/rules.ts'
import { applicationTraffic } from '../../bench/many-rules/traffic.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import { Engine } from '../../src/engine/engine.ts'
import { anyCategory } from '../../src/event/category.ts'

const { ruleset, problems } = compileRules(manyRules(60))

test('they compile, and all that is said of them is that they have no tests', () => {
  expect(ruleset.rules).toHaveLength(60)
  expect([...new Set(problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))]).toEqual(['R802'])
})

test('few of the events are found', () => {
  const engine = new Engine(ruleset, [{ id: 'bench', categories: anyCategory, latenessUs: 0 }])
  const found = applicationTraffic(ruleset.layout, 60_000, 7).flatMap((batch) => {
    const last = batch.length - 1
    const progress = { us: batch.times[last]!, nanos: 0, sequence: batch.sequences[last]! }
    return engine.evaluate('bench', batch, progress, () => {}).map(({ rule }) => rule.metadata.id)
  })
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(60)
})

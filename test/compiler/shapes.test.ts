// Rules of the shapes that only a whole rule shows: each with its own tests, as an author would write them.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import { runTest } from '../../src/rule-test/run.ts'

const folder = join(import.meta.dirname, 'shapes')
const files = globSync('*.trip', { cwd: folder }).map((file) => ({
  path: file,
  text: readFileSync(join(folder, file), 'utf8'),
}))

const { ruleset, problems } = compileRules(files)

test('no rule has a mistake, and one is warned of what it costs', () => {
  const found = problems.flatMap(({ path, diagnostics }) => diagnostics.map(({ code }) => `${path} ${code}`))
  expect(found).toEqual(['much_happens_at_once.trip R809'])
})

/** Rules over incidents are tested with the rules that raise them. */
describe.each(ruleset.rules)('$metadata.id', (rule) => {
  const others = ruleset.rules.filter((other) => other !== rule)

  test.each(rule.tests)('$name', (one) => {
    expect(runTest(rule, one, ruleset.layout, { others }).failures).toEqual([])
  })
})

test('there are rules', () => expect(files).not.toEqual([]))

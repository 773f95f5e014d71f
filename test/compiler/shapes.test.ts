// Rules of the shapes that only a whole rule shows: each with its own tests, as an author would write them.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import { runTest } from '../../src/rule-test/run.ts'

const folder = join(import.meta.dirname, 'shapes')
const files = globSync('*.trip', { cwd: folder }).map((file) => ({
  path: file,
  text: readFileSync(join(folder, file), 'utf8'),
}))

describe.each(files)('$path', (file) => {
  const { ruleset, problems } = compileRules([file])
  const [rule] = ruleset.rules.filter(({ metadata }) => metadata.id === basename(file.path, '.trip'))
  const others = ruleset.rules.filter((other) => other !== rule)

  test('has no mistake', () => {
    expect(problems.flatMap(({ diagnostics }) => diagnostics.map(({ code, message }) => `${code} ${message}`))).toEqual(
      [],
    )
  })
  test.each(rule?.tests ?? [])('$name', (one) => {
    expect(runTest(rule!, one, ruleset.layout, { others }).failures).toEqual([])
  })
})

test('there are rules', () => expect(files).not.toEqual([]))

// Every example of the guide to the language is held against the language.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileFiles } from '../src/app/rules.ts'
import { isWarning } from '../src/diagnostic/codes.ts'
import { render } from '../src/diagnostic/render.ts'
import { feeding } from '../src/engine/chains.ts'
import { runTest } from '../src/rule-test/run.ts'

const guide = readFileSync(join(import.meta.dirname, '../docs/language.md'), 'utf8')

const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!)

const nameOf = (text: string): string => /\brule (\w+)/.exec(text)![1]!

function compile(...texts: readonly string[]) {
  const files = texts.map((text) => ({ path: `rules/${nameOf(text)}.trip`, text }))
  const { ruleset, problems } = compileFiles({ files, lists: {} })
  const diagnostics = problems.flatMap(({ path, text, diagnostics: all }) =>
    all.map((one) => ({ code: one.code, shown: render(one, text, path) })),
  )
  return { ruleset, diagnostics }
}

describe('the rules of the guide', () => {
  const { ruleset, diagnostics } = compile(...blocks('trip'))

  test('have no mistakes, and nothing to warn of', () => {
    expect(diagnostics.map(({ shown }) => shown)).toEqual([])
    expect(ruleset.rules.length).toBe(blocks('trip').length)
  })

  test.each(
    ruleset.rules.flatMap((rule) =>
      rule.tests.map((each) => ({ rule, each, name: `${rule.metadata.id}: ${each.name}` })),
    ),
  )('pass their tests: $name', ({ rule, each }) => {
    const others = feeding(rule, ruleset.rules)
    expect(runTest(rule, each, ruleset.layout, { others }).failures).toEqual([])
  })
})

/** Queries stand apart from each other by an empty line. */
const queries = blocks('eql').flatMap((text) => text.trim().split(/\n\n+/))

test.each(queries)('a rule may detect: %s', (query) => {
  const { diagnostics } = compile(`rule of_the_guide {\n  title "A"\n  level low\n  detect\n${query}\n}\n`)
  expect(diagnostics.filter(({ code }) => !isWarning(code)).map(({ shown }) => shown)).toEqual([])
})

test('the guide has examples of both kinds', () => {
  expect(blocks('trip').length).toBeGreaterThan(2)
  expect(queries.length).toBeGreaterThan(20)
})

// What every rule that ships must have, and its own tests.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alsoRead } from '../src/app/rules.ts'
import { applicationFields } from '../src/application/fields.ts'
import { parseFile } from '../src/compiler/1-parse/parse.ts'
import { compileRules } from '../src/compiler/compile.ts'
import type { Rule, RuleTest } from '../src/compiler/plan.ts'
import { printFile } from '../src/compiler/print.ts'
import { anyCategory } from '../src/event/category.ts'
import { runTest } from '../src/rule-test/run.ts'

const folder = join(import.meta.dirname, '..', 'rulesets')
const files = globSync('**/*.trip', { cwd: folder })
  .sort()
  .map((path) => ({ path: join('rulesets', path), text: readFileSync(join(folder, path), 'utf8') }))
const { ruleset, problems } = compileRules(files, {
  alsoRead: (read) => [{ fields: applicationFields, categories: anyCategory }, ...alsoRead(read)],
})
const rules = ruleset.rules

test('every file compiles, without a warning', () => {
  expect(problems.map(({ path, diagnostics }) => [path, diagnostics.map(({ code }) => code)])).toEqual([])
  expect(rules).toHaveLength(files.length)
})

test.each(files)('$path is in canonical form', ({ text }) => {
  expect(text).toBe(printFile(parseFile(text).tree, text))
})

test('no two rules have the same id or title', () => {
  expect(new Set(rules.map(({ metadata }) => metadata.id)).size).toBe(rules.length)
  expect(new Set(rules.map(({ metadata }) => metadata.title)).size).toBe(rules.length)
})

test.each(['hijacking', 'injection', 'frame-abuse', 'session', 'exfiltration', 'flooding', 'tunnelling', 'policy'])(
  '%s has two rules or more',
  (ruleset) => {
    expect(rules.filter(({ metadata }) => metadata.ruleset === ruleset).length).toBeGreaterThanOrEqual(2)
  },
)

describe.each(rules.map((rule) => [rule.metadata.id, rule] as const))('%s', (id, rule) => {
  test('is named as its file', () => {
    expect(basename(rule.metadata.path)).toBe(`${id}.trip`)
    expect(id).toMatch(/^[a-z0-9_]{10,70}$/)
    expect(basename(dirname(rule.metadata.path))).toBe(rule.metadata.ruleset)
  })

  test('says what it is about, what to do, and when it is wrong', () => {
    const { title, about, advice, falsePositives } = rule.metadata
    expect(title.length).toBeLessThanOrEqual(72)
    for (const text of [title, about, advice, ...falsePositives]) expect(text).toMatch(/^\S.{5,}\S$/s)
    expect(falsePositives.length).toBeGreaterThan(0)
  })

  test('names its place in ATT&CK, CWE and the testing guide', () => {
    const { attack, cwe, wstg } = rule.metadata
    expect(attack.join(' ')).toMatch(/^T\d{4}(\.\d{3})?( T\d{4}(\.\d{3})?)*$/)
    expect(cwe.join(' ')).toMatch(/^CWE-\d+( CWE-\d+)*$/)
    expect(wstg.join(' ')).toMatch(/^WSTG-[A-Z]{4}-\d\d( WSTG-[A-Z]{4}-\d\d)*$/)
  })

  test('has a risk that fits its level', () => {
    const [least, most] = riskOf[rule.metadata.level]
    expect(rule.metadata.risk).toBeGreaterThanOrEqual(least)
    expect(rule.metadata.risk).toBeLessThanOrEqual(most)
  })

  test('tells who did it, does not repeat itself, and leaves a line in the log', () => {
    expect(rule.message.some((part) => typeof part !== 'string')).toBe(true)
    expect(rule.suppress?.by).not.toEqual([])
    expect(rule.respond).toContainEqual({ kind: 'log' })
  })

  test('has a test that fires and one that stays quiet', () => {
    expect(rule.tests.some(fires)).toBe(true)
    expect(rule.tests.some((one) => !fires(one))).toBe(true)
  })

  test.each(rule.tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(runTest(rule as Rule, one, ruleset.layout).failures).toEqual([])
  })
})

const riskOf = {
  informational: [0, 9],
  low: [10, 39],
  medium: [40, 69],
  high: [70, 89],
  critical: [90, 100],
} as const

const fires = ({ expectations }: RuleTest): boolean => expectations.some(({ incidents }) => incidents > 0)

// `tripline test`: rule files → the outcome of each of their tests, and which conditions the tests never showed.
import { findConfig } from '../app/config.ts'
import { loadNamed } from '../app/named-rules.ts'
import { type LoadedRules, loginStage } from '../app/rules.ts'
import { type Dissected, dissect } from '../compiler/dissect.ts'
import type { Rule } from '../compiler/plan.ts'
import { feeding } from '../engine/chains.ts'
import type { Batch } from '../event/batch.ts'
import type { Stage } from '../pipeline/evaluator.ts'
import { Coverage } from '../rule-test/coverage.ts'
import { runTest, type TestResult } from '../rule-test/run.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { type CoveredRule, coverageJson, printCoverage } from './print-coverage.ts'
import { type Colours, coloursFor, harmless, json, out, plural } from './terminal.ts'

interface TestCommandOptions {
  readonly json?: true
  readonly coverage?: true
  readonly config?: string
}

/** 0; 1 where a test fails; 2 where a file was left out. */
export async function testCommand(paths: readonly string[], options: TestCommandOptions): Promise<number> {
  const loaded = loadNamed(paths, await findConfig(options.config))
  const { rules, problems } = loaded
  reportLeftOut(problems, rules.length, coloursFor(process.stderr))
  const covered: CoveredRule[] = []
  const results: TestResult[] = []
  for (const rule of rules) {
    const dissected = options.coverage ? dissectedOf(rule, loaded) : null
    const coverage = dissected && new Coverage(rule, dissected)
    results.push(...testsOf(rule, loaded, coverage))
    if (coverage && dissected) covered.push({ rule: rule.metadata, text: dissected.text, conditions: coverage.read() })
  }
  if (options.json) {
    for (const result of results) out(json({ ...result, passed: result.failures.length === 0 }))
    for (const line of covered.flatMap(coverageJson)) out(json(line))
  } else {
    const colours = coloursFor(process.stdout)
    out(report(results, rules.length, colours))
    if (options.coverage) out(`\n${printCoverage(covered, colours)}`)
  }
  if (hasErrors(problems)) return 2
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}

/** A rule over incidents is tested with the rules that may raise them. */
function testsOf(rule: Rule, { ruleset }: LoadedRules, coverage: Coverage | null): readonly TestResult[] {
  const others = feeding(rule, ruleset.rules)
  const stage = (): Stage => loginStage(ruleset, []).stage
  const observe = coverage ? { observe: (events: Batch) => coverage.see(events) } : {}
  return rule.tests.map((test) => runTest(coverage?.rule ?? rule, test, ruleset.layout, { others, ...observe, stage }))
}

function dissectedOf({ metadata }: Rule, { files, ruleset, ...deployed }: LoadedRules): Dissected | null {
  const file = files.find(({ path }) => path === metadata.path)
  return file ? dissect(file, metadata.id, ruleset.layout, deployed) : null
}

function report(results: readonly TestResult[], rules: number, colours: Colours): string {
  const failed = results.filter(({ failures }) => failures.length > 0)
  const lines = [...Map.groupBy(results, ({ path }) => path)].flatMap(([path, ofFile]) =>
    fileLines(path, ofFile, colours),
  )
  const sum = `${plural(results.length, 'test')} of ${plural(rules, 'rule')}: ${results.length - failed.length} passed, ${failed.length} failed`
  return [...lines, '', failed.length > 0 ? colours.red(sum) : colours.green(sum)].join('\n')
}

const fileLines = (path: string, results: readonly TestResult[], colours: Colours): string[] => [
  harmless(path),
  ...results.flatMap(({ test, failures }) => [
    `  ${failures.length === 0 ? colours.green('✓') : colours.red('✗')} ${harmless(test)}`,
    ...failures.map((failure) => `      ${colours.red(harmless(failure))}`),
  ]),
]

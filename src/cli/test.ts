// `tripline test`: rule files → the outcome of each of their tests.
import { loadRules } from '../app/rules.ts'
import { runTest, type TestResult } from '../rule-test/run.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { type Colours, coloursFor, harmless, json, out, plural } from './terminal.ts'

/** 0; 1 where a test fails; 2 where a file was left out. */
export async function testCommand(paths: readonly string[], options: { readonly json?: true }): Promise<number> {
  const { ruleset, problems } = loadRules({ paths })
  reportLeftOut(problems, coloursFor(process.stderr))
  const results = ruleset.rules.flatMap((rule) => rule.tests.map((test) => runTest(rule, test, ruleset.layout)))
  if (options.json) for (const result of results) out(json({ ...result, passed: result.failures.length === 0 }))
  else out(report(results, ruleset.rules.length, coloursFor(process.stdout)))
  if (hasErrors(problems)) return 2
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
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

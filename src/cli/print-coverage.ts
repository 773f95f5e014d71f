// Which conditions held and failed in the tests of their rules → what a person reads, or one JSON object a condition.
import type { RuleMetadata } from '../compiler/plan.ts'
import { position } from '../diagnostic/render.ts'
import { type ConditionCoverage, isCovered } from '../rule-test/coverage.ts'
import { type Colours, count, harmless, plural } from './terminal.ts'

export interface CoveredRule {
  readonly rule: Pick<RuleMetadata, 'id' | 'path'>
  /** Of the file that the conditions stand in. */
  readonly text: string
  readonly conditions: readonly ConditionCoverage[]
}

/** Conditions that need a test, by rule; what is covered is only counted. */
export function printCoverage(covered: readonly CoveredRule[], colours: Colours): string {
  const all = covered.flatMap(({ conditions }) => conditions)
  const good = all.filter(isCovered).length
  const lines = covered.flatMap((one) => ruleLines(one, colours))
  const sum = `${count(good)} of ${plural(all.length, 'condition')} held in some test and failed in some test`
  return [...lines, good === all.length ? colours.green(sum) : colours.yellow(sum)].join('\n')
}

function ruleLines({ rule, text, conditions }: CoveredRule, colours: Colours): readonly string[] {
  const open = conditions.filter((one) => !isCovered(one))
  if (open.length === 0) return []
  const rows = open.map(({ filter, condition, held, failed }) => {
    const { line, column } = position(text, condition.span.start)
    const step = filter === '' ? '' : `[${filter}] `
    return {
      at: `${harmless(rule.path)}:${line}:${column}`,
      what: harmless(step + condition.text),
      state: stateOf(held, failed),
    }
  })
  return [
    colours.bold(rule.id),
    ...rows.map(({ at, what, state }) => `  ${colours.yellow(state.padEnd(12))}  ${what}  ${colours.dim(at)}`),
    '',
  ]
}

function stateOf(held: number, failed: number): string {
  if (held === 0 && failed === 0) return 'no event'
  return held === 0 ? 'never held' : 'never failed'
}

export const coverageJson = ({ rule, text, conditions }: CoveredRule): readonly object[] =>
  conditions.map((one) => ({
    rule: rule.id,
    path: rule.path,
    ...(one.filter === '' ? {} : { step: one.filter }),
    condition: one.condition.text,
    start: position(text, one.condition.span.start),
    end: position(text, one.condition.span.end),
    held: one.held,
    failed: one.failed,
    covered: isCovered(one),
  }))

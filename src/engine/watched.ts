// A rule over statistics → the same rule, which tells of each judgement. For explaining and for coverage.
import type { AnyStage, Rule } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'

/** The values that are judged: of the stage's statistics in their order, and what else its condition reads behind them. */
export type OnJudged = (stage: number, values: readonly Value[], holds: boolean) => void

export function watched(rule: Rule, onJudged: OnJudged): Rule {
  const { detect } = rule
  if (detect.kind !== 'stats') return rule
  const { next } = detect
  const told = {
    ...watchedStage(detect, 0, onJudged),
    ...(next && { next: next.map((stage, i) => watchedStage(stage, i + 1, onJudged)) }),
  }
  return { ...rule, detect: told }
}

const watchedStage = <Stage extends AnyStage>(stage: Stage, index: number, onJudged: OnJudged): Stage => ({
  ...stage,
  reads: undefined,
  having: (values) => {
    const holds = stage.having(values)
    onJudged(index, values, holds)
    return holds
  },
})

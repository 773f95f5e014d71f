// What a running Tripline is doing, as the console shows it.
import type { Source } from '../../event/source.ts'
import type { Evaluator } from '../../pipeline/evaluator.ts'
import type { Pipeline } from '../../pipeline/pipeline.ts'

export const runStats = (
  evaluator: Evaluator,
  pipeline: Pipeline,
  sources: readonly Source[],
): Readonly<Record<string, unknown>> => ({
  events: evaluator.eventCounts(),
  rules: evaluator.ruleCounters(),
  undecided: Object.fromEntries(evaluator.undecided()),
  queue: { waiting: pipeline.waiting },
  sources: sources.map(({ info }) => info.id),
})

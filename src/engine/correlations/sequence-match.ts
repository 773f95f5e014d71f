// A sequence that came to its end → the match, its events step by step.
import type { SequencePlan } from '../../compiler/plan.ts'
import { exclusive } from '../../event/position.ts'
import type { HeldEvent } from '../held.ts'
import type { Match, StepEvidence } from '../match.ts'
import type { Partial } from './sequence.ts'
import type { Stages } from './sequence-steps.ts'
import { namedKeys } from './stats.ts'

/** `deadline` is given where an absence completed it. */
export function sequenceMatch(
  plan: SequencePlan,
  stages: Stages,
  key: string,
  { parts, events }: Partial,
  deadline: { readonly us: number; readonly nanos: number } | null,
): Omit<Match, 'rule'> {
  const last = events.at(-1)!
  const by = plan.steps[stages.happen[0]!]!.by
  return {
    us: deadline?.us ?? last.us,
    nanos: deadline?.nanos ?? last.nanos,
    sequence: deadline ? exclusive : last.sequence,
    completedBy: deadline ? events[0]!.id : last.id,
    key,
    keys: namedKeys(by, parts),
    values: {},
    steps: plan.steps.map((step, index) => evidenceOf(step.name, eventsOf(index, stages, events))),
  }
}

const eventsOf = (step: number, { happen }: Stages, events: readonly HeldEvent[]): HeldEvent[] =>
  events.filter((_, stage) => happen[stage] === step)

const evidenceOf = (name: string, events: readonly HeldEvent[]): StepEvidence => ({
  name,
  count: events.length,
  events: events.flatMap(({ document }) => (document ? [document] : [])),
})

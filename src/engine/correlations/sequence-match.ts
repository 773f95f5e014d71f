// A sequence that came to its end → the match, its events step by step.
import type { SequencePlan } from '../../compiler/plan.ts'
import { type HeldEvent, type Time, timeOf } from '../held.ts'
import { keyValues } from '../key.ts'
import type { Finding } from '../match.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { Stages } from './sequence-steps.ts'

/** An absence is certain only after every event of its deadline's very time. */
const afterAll = Number.MAX_SAFE_INTEGER

interface Found {
  readonly key: string
  readonly events: readonly HeldEvent[]
  /** Given where an absence completed it. */
  readonly deadline: Time | null
}

export function sequenceMatch(plan: SequencePlan, stages: Stages, { key, events, deadline }: Found): Finding {
  const last = events.at(-1)!
  const { us, nanos } = deadline ?? last
  return {
    us,
    nanos,
    start: timeOf(events[0]!),
    sequence: deadline ? afterAll : last.sequence,
    completedBy: (deadline ? events[0]! : last).source,
    key,
    keys: keyValues(plan.steps[stages.happen[0]!]!.by, key, events[0]),
    values: {},
    steps: plan.steps.map(({ name }, index) => {
      const own = eventsOf(index, stages, events)
      return stepEvidence(name, own.length, own)
    }),
  }
}

const eventsOf = (step: number, { happen }: Stages, events: readonly HeldEvent[]): HeldEvent[] =>
  events.filter((_, stage) => happen[stage] === step)

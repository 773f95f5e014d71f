// A sample that is whole → the match, its events in the order of the steps.
import type { SamplePlan } from '../../compiler/plan.ts'
import { compareEvents, type HeldEvent, timeOf } from '../held.ts'
import { keyValues } from '../key.ts'
import type { Finding } from '../match.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { Choice } from './sample-choice.ts'

export function sampleMatch({ steps }: SamplePlan, key: string, choice: Choice): Finding {
  const events = inOrder(choice)
  const last = events.at(-1)!
  return {
    us: last.us,
    nanos: last.nanos,
    start: timeOf(events[0]!),
    sequence: last.sequence,
    completedBy: last.source,
    key,
    keys: keyValues(steps[0]!.by, key, events[0]),
    values: {},
    steps: steps.map(({ name }, i) => {
      const event = choice[i]
      return stepEvidence(name, event ? 1 : 0, event ? [event] : [])
    }),
  }
}

/** The earliest first. */
export const inOrder = (choice: Choice): HeldEvent[] => choice.filter((event) => event !== null).sort(compareEvents)

// An event that does not fit into its conversation → the match: the way that led there, what could have come, what came.
import type { ConversationPlan } from '../../compiler/plan.ts'
import { type HeldEvent, timeOf } from '../held.ts'
import { keyValues } from '../key.ts'
import type { Finding, StepEvidence } from '../match.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { Talk } from './conversation-state.ts'
import { open, stepsAt } from './flow.ts'

interface Found {
  readonly key: string
  readonly talk: Talk
  /** Bits of the steps that the event fits. */
  readonly fits: number
  readonly event: HeldEvent
}

export function conversationMatch(plan: ConversationPlan, { key, talk, fits, event }: Found): Finding {
  const nameOf = (step: number): string => plan.steps[step]!.name
  const expected = stepsAt(plan.flow, open(plan.flow, talk.at)).map(nameOf)
  const found = plan.steps.flatMap(({ name }, step) => (fits & (1 << step) ? [name] : []))
  return {
    us: event.us,
    nanos: event.nanos,
    start: timeOf(talk.start),
    sequence: event.sequence,
    completedBy: event.source,
    key,
    keys: keyValues(plan.by, key, event),
    values: {
      path: talk.path.map(({ step, times }) => (times === 1 ? nameOf(step) : `${nameOf(step)} ×${times}`)),
      expected: expected.length > 0 ? expected : ['nothing'],
      found: found.length > 0 ? found : null,
    },
    steps: [
      ...taken(talk).map(([step, count]) => evidenceOf(talk, { step, count, name: nameOf(step) })),
      stepEvidence('unexpected', 1, [event]),
    ],
  }
}

/** Each step of the path once, with how often it was taken. */
function taken({ path }: Talk): readonly (readonly [step: number, count: number])[] {
  const counts = new Map<number, number>()
  for (const { step, times } of path) counts.set(step, (counts.get(step) ?? 0) + times)
  return [...counts]
}

const evidenceOf = (
  { evidence }: Talk,
  { step, count, name }: { readonly step: number; readonly count: number; readonly name: string },
): StepEvidence =>
  stepEvidence(
    name,
    count,
    evidence.flatMap((one) => (one.step === step ? [one.event] : [])),
  )

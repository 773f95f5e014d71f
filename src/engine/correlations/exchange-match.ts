// What is wrong with a request and its answer → the match.
import type { ExchangeFault, ExchangePlan } from '../../compiler/plan.ts'
import { type HeldEvent, timeOf } from '../held.ts'
import { keyValues } from '../key.ts'
import type { Finding, StepEvidence } from '../match.ts'
import { stepEvidence } from '../step-evidence.ts'
import { type Asked, after } from './exchange-state.ts'

/** What did not come is certain only after every event of that very time. */
const afterAll = Number.MAX_SAFE_INTEGER

interface Found {
  readonly fault: ExchangeFault
  readonly key: string
  /** The request, where there is one. */
  readonly asked: Asked | null
  /** The answer; null where none came in time. */
  readonly event: HeldEvent | null
}

export function exchangeMatch(plan: ExchangePlan, { fault, key, asked, event }: Found): Finding {
  const { us, nanos } = event ?? after(asked!.request, plan.withinUs)
  const tookUs = asked && event ? event.us - asked.request.us : null
  const answers = fault === 'twice' ? [asked!.answer, event] : [event]
  return {
    us,
    nanos,
    start: timeOf(asked?.request ?? event!),
    sequence: event ? event.sequence : afterAll,
    completedBy: (event ?? asked!.request).source,
    key,
    keys: keyValues(plan.request.by, key, asked?.request),
    values: { fault, took_ms: tookUs === null ? null : tookUs / 1000 },
    steps: [evidenceOf(plan.request.name, [asked?.request ?? null]), evidenceOf(plan.answer.name, answers)],
  }
}

function evidenceOf(name: string, events: readonly (HeldEvent | null)[]): StepEvidence {
  const came = events.filter((event) => event !== null)
  return stepEvidence(name, came.length, came)
}

// The spans of a sequence: when one that has come so far is over, until when an absence lasts, where it stands.
import type { SequencePlan } from '../../compiler/plan.ts'
import { compareTime, type Time, within } from '../held.ts'
import type { NearMiss } from '../near.ts'
import type { Partial } from './sequence-state.ts'
import type { Stages } from './sequence-steps.ts'

/** How and when it was over before that time, all by itself; null where it was not. */
export function overdue(
  plan: SequencePlan,
  { happen }: Stages,
  { events }: Partial,
  at: Time,
): Pick<NearMiss, 'why' | 'at'> | null {
  const next = happen[events.length]
  // All of it happened: the span of an absence after it is no reason to end, but to fire.
  if (next === undefined) return null
  const { withinUs } = plan.steps[next]!
  const lasts = at.us < events[0]!.us + plan.maxspanUs
  if (lasts && (withinUs === null || at.us < events.at(-1)!.us + withinUs)) return null
  const whole = after(events[0]!, plan.maxspanUs)
  const gap = withinUs === null ? null : after(events.at(-1)!, withinUs)
  if (gap && compareTime(gap, whole) < 0) return compareTime(gap, at) < 0 ? { why: 'within', at: gap } : null
  return compareTime(whole, at) < 0 ? { why: 'maxspan', at: whole } : null
}

/** Whether the absence of that step still lasts when the event comes. */
export function isForbidden(
  plan: SequencePlan,
  stages: Stages,
  { step, partial, event }: { readonly step: number; readonly partial: Partial; readonly event: Time },
): boolean {
  const { withinUs } = plan.steps[step]!
  if (withinUs !== null) return within(partial.events.at(-1)!, event, withinUs)
  if (stages.absentAfter.get(step)! < stages.happen.length) return true
  if (!stages.leading) return within(partial.events[0]!, event, plan.maxspanUs)
  const whole = wholeSpan(plan, stages, partial)
  return whole !== null && compareTime(event, whole) <= 0
}

/** When it is certain that nothing forbidden came: at once, never, or once a deadline has passed. */
export function deadlineOf(plan: SequencePlan, stages: Stages, partial: Partial): Time | 'now' | 'never' {
  const { leading, trailing } = stages
  if (leading && !trailing?.isOpen && !isClear(plan, partial)) return 'never'
  const gap = trailing?.withinUs ? after(partial.events.at(-1)!, trailing.withinUs) : null
  const whole = trailing?.isOpen ? wholeSpan(plan, stages, partial) : null
  if (gap === null || whole === null) return gap ?? whole ?? 'now'
  return compareTime(gap, whole) > 0 ? gap : whole
}

/** Until when a last absence without a span of its own lasts; null where it is over with the last step. */
function wholeSpan(plan: SequencePlan, { leading }: Stages, partial: Partial): Time | null {
  if (!leading) return after(partial.events[0]!, plan.maxspanUs)
  // Both: some window of the span must hold the steps and nothing forbidden, so it begins just after what came before.
  return isClear(plan, partial) ? null : justAfter(after(partial.before!, plan.maxspanUs))
}

/** Nothing that must not precede the steps came in the span before the last of them. */
const isClear = ({ maxspanUs }: SequencePlan, { events, before }: Partial): boolean =>
  before === null || !within(before, events.at(-1)!, maxspanUs)

/** Where it stands among the steps of the rule. */
export function standingOf(
  { steps }: SequencePlan,
  stages: Stages,
  partial: Partial,
): Pick<NearMiss, 'step' | 'reached' | 'of'> {
  const step = stepOf(stages, partial)
  return { step: steps[step]!.name, reached: step + 1, of: steps.length }
}

/** The place of the last step that happened. */
export const stepOf = ({ happen }: Stages, { events }: Partial): number => happen[events.length - 1]!

const after = ({ us, nanos }: Time, spanUs: number): Time => ({ us: us + spanUs, nanos })

const justAfter = ({ us, nanos }: Time): Time => (nanos === 999 ? { us: us + 1, nanos: 0 } : { us, nanos: nanos + 1 })

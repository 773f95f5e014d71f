// What almost matched: how far it had come, with which events, and what ended it; counted by step and reason.
import type { Counters } from './bounds.ts'
import type { HeldEvent, Time } from './held.ts'

/**
 * Why it came no further: its whole span or the span of one gap was over; `until` came, or an event that must not; there
 * was no room for it; a newer one took its place.
 */
export type NearReason = 'maxspan' | 'within' | 'until' | 'forbidden' | 'eviction' | 'replaced'

export interface NearMiss {
  /** The group key as one string. */
  readonly key: string
  /** The name of the step that it stood at. */
  readonly step: string
  /** The place of that step among all steps of the rule, from 1. */
  readonly reached: number
  /** How many steps the rule has. */
  readonly of: number
  readonly why: NearReason
  /** When it was over, in event time: at the end of the span, or when what ended it came. */
  readonly at: Time
  readonly events: readonly HeldEvent[]
}

/** What may still match: where it stands. */
export type Begun = Omit<NearMiss, 'why' | 'at'>

/** How often it was that step, and that reason. A rule has as many of them as steps, times the reasons. */
export interface NearCount extends Pick<NearMiss, 'step' | 'why'> {
  count: number
}

export function countNear(counters: Counters, step: string, why: NearReason): void {
  counters.near ??= []
  for (const one of counters.near) {
    if (one.step !== step || one.why !== why) continue
    one.count++
    return
  }
  counters.near.push({ step, why, count: 1 })
}

// What the engine may hold at most, and what it had to let go.
import type { NearCount } from './near.ts'

/** What becomes of a key for which there is no room: another goes for it, or it is turned away; `approximate` makes it need less. */
export const policies = ['evict', 'refuse', 'approximate'] as const
export type Policy = (typeof policies)[number]

/** Of one rule. */
export interface Bounds {
  /** Keys; the one longest untouched is evicted. */
  readonly keys: number
  /** Events in the window of one key; the oldest is evicted. */
  readonly eventsPerKey: number
  /** Events in the windows of all keys; beyond it the key longest untouched is evicted. */
  readonly events: number
  /** Events that wait for the watermark; the oldest is judged before its time. Absences that wait; a further one is let go. */
  readonly pending: number
  /** Events per key of a window whose documents are kept as evidence: the newest. */
  readonly evidencePerKey: number
  /** Documents kept: beyond it events of windows are only counted, of sequences the key longest untouched is evicted. */
  readonly evidence: number
  /** Bytes of all of it, estimated; beyond it the keys longest untouched are evicted. */
  readonly bytes: number
  /** Values of one key of which percentiles are exact, and counts of different ones where what can be is approximate. */
  readonly exactValues: number
  readonly policy: Policy
}

/** Whether a further key may come where there are so many. Counts where it may not. */
export type Admits = (keys: number) => boolean

export const defaultBounds: Bounds = {
  keys: 100_000,
  eventsPerKey: 100_000,
  events: 1_000_000,
  pending: 100_000,
  evidencePerKey: 10,
  evidence: 200_000,
  bytes: 256_000_000,
  exactValues: 10_000,
  policy: 'evict',
}

/** Bytes of all rules together: beyond it the rule that holds most gives up what is stalest. */
export const defaultTotalBytes = 1_000_000_000

/** Per rule. Whatever is not zero is shown to people. */
export interface Counters {
  /** Events that the rule was asked about: those that it cannot want are kept from it. */
  asked: number
  /** Events that passed the rule's filter. */
  events: number
  matches: number
  /** Came after the watermark had passed them: not counted in any window. */
  late: number
  evictedKeys: number
  /** Of those, the ones that had to go because the rule held too many bytes. */
  evictedForMemory: number
  evictedEvents: number
  /** Events of keys that were turned away. */
  refused: number
  /** Events that counted, and could not be kept to be shown. */
  unshown: number
  /** Judged before the watermark allowed, because too many waited. */
  hurried: number
  /** Failures inside the rule's own code. */
  errors: number
  lastError: string | null
  /** What almost matched; absent until something did. */
  near?: NearCount[]
}

export const noCounts = (): Counters => ({
  asked: 0,
  events: 0,
  matches: 0,
  late: 0,
  evictedKeys: 0,
  evictedForMemory: 0,
  evictedEvents: 0,
  refused: 0,
  unshown: 0,
  hurried: 0,
  errors: 0,
  lastError: null,
})

/** What was let go, beside the state of rules, because too much came at once. */
export interface Forgotten {
  /** Connections of which it was known who is logged in. */
  readonly logins: number
  /** Incidents that may come twice. */
  readonly suppressions: number
  /** Keys whose incidents late events cannot amend. */
  readonly amendments: number
}

export const noneForgotten: Forgotten = { logins: 0, suppressions: 0, amendments: 0 }

/** As they are now. */
export const copyOf = (counters: Counters): Counters =>
  counters.near ? { ...counters, near: counters.near.map((one) => ({ ...one })) } : { ...counters }

/** A rule's own code failed: that is counted, and stops nothing. */
export function countFailure(counters: Counters, error: unknown): void {
  counters.errors++
  counters.lastError = error instanceof Error ? error.message : String(error)
}

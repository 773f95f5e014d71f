// What the engine may hold at most, and what it had to let go.

export interface Bounds {
  /** Keys of one rule; the one longest untouched is evicted. */
  readonly keys: number
  /** Events in the window of one key; the oldest is evicted. */
  readonly eventsPerKey: number
  /** Events of one rule that wait for the watermark; the oldest is judged before its time. */
  readonly pending: number
  /** Events per key whose documents are kept as evidence: the newest. */
  readonly evidencePerKey: number
  /** Documents kept by one rule over all its keys; beyond it events are only counted. */
  readonly evidence: number
}

export const defaultBounds: Bounds = {
  keys: 100_000,
  eventsPerKey: 100_000,
  pending: 100_000,
  evidencePerKey: 10,
  evidence: 200_000,
}

/** Per rule. Whatever is not zero is shown to people. */
export interface Counters {
  /** Events that passed the rule's filter. */
  events: number
  matches: number
  /** Came after the watermark had passed them: not counted in any window. */
  late: number
  evictedKeys: number
  evictedEvents: number
  /** Judged before the watermark allowed, because too many waited. */
  hurried: number
  /** Failures inside the rule's own code. */
  errors: number
  lastError: string | null
}

export const noCounts = (): Counters => ({
  events: 0,
  matches: 0,
  late: 0,
  evictedKeys: 0,
  evictedEvents: 0,
  hurried: 0,
  errors: 0,
  lastError: null,
})

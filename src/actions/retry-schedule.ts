// Attempts made so far → when the next one is due, or that there is none.

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Pauses between attempts: ten attempts over three days. */
const pausesMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const

/** Up to a fifth is added, so that what failed together does not come back together. */
const jitter = 0.2

/** `attempts` includes the one that just failed; `random` is from 0 to 1. Null: give up. */
export function nextAttemptMs(attempts: number, nowMs: number, random: number): number | null {
  const pauseMs = pausesMs[attempts - 1]
  return pauseMs === undefined ? null : nowMs + Math.round(pauseMs * (1 + jitter * random))
}

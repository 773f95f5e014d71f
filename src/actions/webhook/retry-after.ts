// A Retry-After header → how long to wait, bounded.

/** Nobody gets to hold a message longer than the longest step of our own schedule. */
const longestMs = 24 * 3600_000

/** RFC 9110 section 10.2.3: seconds, or a date. Null where it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), longestMs)
}

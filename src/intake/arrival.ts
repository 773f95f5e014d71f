// What comes without a place in a file → a place in the order of arrival, which goes on over restarts.

/** 2020-01-01T00:00:00Z. Counted from here, a place leaves room for the several events that a line may give. */
const epochMs = 1_577_836_800_000

/** Places within a millisecond, before they run ahead of the clock. */
const perMs = 1024

/**
 * Each call gives a greater number than the call before; after a restart greater ones still, unless the clock was set
 * back or more came than a thousand a millisecond. `nowMs`: epoch milliseconds.
 */
export function createArrivals(nowMs: () => number): () => number {
  let last = 0
  return () => {
    last = Math.max(last + 1, (nowMs() - epochMs) * perMs)
    return last
  }
}

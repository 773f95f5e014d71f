// What tcpdump says on its standard error → how many packets passed its filter, and how many were dropped.
import type { Traffic } from '../event/source.ts'

const counted = /(\d+) packets? (received by filter|dropped by kernel|dropped by interface)/g

/** Null where nothing of it is a count. Of several accounts the last one is the newest. */
export function readStatistics(text: string): Traffic | null {
  const counts = new Map<string, number>()
  for (const [, n, what] of text.matchAll(counted)) counts.set(what!, Number(n))
  const received = counts.get('received by filter')
  if (received === undefined) return null
  const dropped = (counts.get('dropped by kernel') ?? 0) + (counts.get('dropped by interface') ?? 0)
  return { received, dropped }
}

// A name in a rule's `incident "…"` or `suppress … by`: a statistic, a group key, or a field of the newest event.
import type { Match } from '../engine/match.ts'
import type { Value } from '../event/value.ts'

export function lookup(match: Match, name: string): Value {
  return match.values[name] ?? match.keys[name] ?? newest(match, name)
}

function newest({ steps }: Match, name: string): Value {
  for (const { events } of steps.toReversed()) {
    for (const event of events.toReversed()) {
      const value = event[name]
      if (value !== undefined && value !== null) return value
    }
  }
  return null
}

export function show(value: Value): string {
  if (value === null) return 'unknown'
  if (typeof value === 'object') return value.join(', ')
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value)
}

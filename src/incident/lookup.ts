// A name in a rule's `incident "…"` or `suppress … by`: a statistic, a group key, a field of the newest event, or of a
// step's newest: `guess.user.name`.
import type { Match, StepEvidence } from '../engine/match.ts'
import type { Value } from '../event/value.ts'

export function lookup(match: Match, name: string): Value {
  return match.values[name] ?? match.keys[name] ?? newest(match.steps, name) ?? ofStep(match, name)
}

function ofStep({ steps }: Match, name: string): Value {
  const dot = name.indexOf('.')
  const step = dot < 0 ? undefined : steps.find((one) => one.name === name.slice(0, dot))
  return step ? newest([step], name.slice(dot + 1)) : null
}

function newest(steps: readonly StepEvidence[], name: string): Value {
  for (let last = steps.length - 1; last >= 0; last--) {
    const { events } = steps[last]!
    for (let at = events.length - 1; at >= 0; at--) {
      const value = events[at]![name]
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

// What a run raised → its statistics, to be compared with a recount.
import type { Value } from '../../../src/event/value.ts'
import type { IncidentChange } from '../../../src/incident/incident.ts'

export const valuesOf = (changes: readonly IncidentChange[]): Readonly<Record<string, Value>>[] =>
  changes.flatMap((change) => {
    if (change.kind !== 'raised') return []
    const { incident } = change.incident.document['tripline'] as {
      incident: { values: Readonly<Record<string, Value>> }
    }
    return [incident.values]
  })

export const sorted = (values: readonly unknown[]): string[] =>
  values.map((value) => JSON.stringify(value, sortedKeys)).sort()

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return `the number ${value}`
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort())
    : value
}

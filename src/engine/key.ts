// The `by` clause for one event → one string to look state up with, and the values by name for the incident.
import type { KeyPart } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Value } from '../event/value.ts'

/** The key of a row; null where a part that must be there is not, so that the event joins nothing. */
export function keyOf(by: readonly KeyPart[], batch: Batch, row: number): string | null {
  if (by.length === 1) return partOf(by[0]!, batch, row)
  let key = ''
  for (const part of by) {
    const text = partOf(part, batch, row)
    if (text === null) return null
    // The length first: no two lists of parts make one key.
    key += `${text.length}:${text}`
  }
  return key
}

function partOf(part: KeyPart, batch: Batch, row: number): string | null {
  const value = part.read(batch, row)
  if (value === null) return part.optional ? 'n' : null
  switch (typeof value) {
    case 'string':
      return `s${value}`
    case 'number':
      return `d${value}`
    case 'boolean':
      return value ? 'bt' : 'bf'
    default:
      return `a${JSON.stringify(value)}`
  }
}

/** The values of a key by the names that the rule calls them. */
export function keyValues(by: readonly KeyPart[], batch: Batch, row: number): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const part of by) values[part.name] = part.read(batch, row)
  return values
}

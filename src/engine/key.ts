// The `by` clause for one event → one string to look state up with, and from that string the values again.
import type { KeyPart } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Scalar, Value } from '../event/value.ts'

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

/** The values that a key was made of, by the names that the rule calls them. */
export function keyValues(by: readonly KeyPart[], key: string): Record<string, Value> {
  if (by.length === 1) return { [by[0]!.name]: readPart(key) }
  const values: Record<string, Value> = {}
  let at = 0
  for (const { name } of by) {
    const start = key.indexOf(':', at) + 1
    at = start + Number(key.slice(at, start - 1))
    values[name] = readPart(key.slice(start, at))
  }
  return values
}

function readPart(text: string): Value {
  const rest = text.slice(1)
  switch (text[0]) {
    case 's':
      return rest
    case 'd':
      return Number(rest)
    case 'b':
      return rest === 't'
    case 'a':
      return JSON.parse(rest) as Scalar[]
    default:
      return null
  }
}

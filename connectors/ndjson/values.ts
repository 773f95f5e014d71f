// Where a value of JSON stands among bytes → the value.
import type { Scalar, Value } from '../../src/event/value.ts'
import { backslash, quote } from '../json/bytes.ts'

/** `start` to `end`: all of a valid value that is no object, and no array of more than scalars. Null for an empty array. */
export function valueAt(bytes: Buffer, start: number, end: number): Value {
  if (bytes[start] === quote && !hasEscape(bytes, start, end)) return bytes.toString('utf8', start + 1, end - 1)
  const value = JSON.parse(bytes.toString('utf8', start, end)) as Value
  return Array.isArray(value) ? asList(value) : value
}

/** All rows that have the same one share it. */
const asList = (values: readonly Scalar[]): Value => (values.length === 0 ? null : Object.freeze(values))

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return true
  return false
}

// A decoded message and the name of a field → its value. What of a decoded message an event shows.
import { schema } from '../event/schema.ts'
import { elementsAt, leafAt, wholeOf } from '../event/tree.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Decoded } from './decode.ts'

/** `rpc.params.amount`, or `rpc.params.items[*]` for the elements, whole. */
export function readField(decoded: Decoded, name: string): Value {
  const { decoder, records } = decoded
  const field = wholeOf(name)
  const path = (field ?? name).split('.').slice(1)
  const isOfAll = path[0] === decoder.records
  const root = records.length === 1 && !isOfAll ? records[0] : records
  const within = isOfAll ? path.slice(1) : path
  // Elements are no scalars: they stand in the row for `arraySearch` alone.
  return field === null ? leafAt(root, within) : (elementsAt(root, within) as Value)
}

/** Its fixed fields, and those of `names`. */
export function fieldsOf(decoded: Decoded, names: readonly string[]): EventDocument {
  const fields: Record<string, Value> = {}
  for (const name of [...fixedFields(decoded.decoder.prefix), ...names]) {
    const value = wholeOf(name) === null ? readField(decoded, name) : null
    if (value !== null) fields[name] = value
  }
  return fields
}

const fixedFields = (prefix: string): readonly string[] =>
  Object.keys(schema).filter((name) => name.startsWith(`${prefix}.`))

// A decoded message and the name of a field → its value. What of a decoded message an event shows.
import { schema } from '../event/schema.ts'
import { elementsAt, leafAt, type Path, wholeOf } from '../event/tree.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Decoded } from './decode.ts'
import type { Decoder } from './decoder.ts'
import { decoders } from './decoders.ts'

/** Where a field is found in the records of a message. */
export interface Place {
  readonly name: string
  readonly path: Path
  /** `rpc.calls`: the path begins at the array of all records, not in each of them. */
  readonly isOfAll: boolean
  /** `rpc.params.items[*]`: the elements, whole. */
  readonly isWhole: boolean
}

export function placeOf(name: string, { records }: Decoder): Place {
  const field = wholeOf(name)
  const path = (field ?? name).split('.').slice(1)
  const isOfAll = path[0] === records
  return { name, path: isOfAll ? path.slice(1) : path, isOfAll, isWhole: field !== null }
}

export function readField({ records }: Pick<Decoded, 'records'>, { path, isOfAll, isWhole }: Place): Value {
  const root = records.length === 1 && !isOfAll ? records[0] : records
  // Elements are no scalars: they stand in the row for `arraySearch` alone.
  return isWhole ? (elementsAt(root, path) as Value) : leafAt(root, path)
}

/** Its fixed fields, and those of `places`. */
export function fieldsOf(decoded: Decoded, places: readonly Place[]): EventDocument {
  const fields: Record<string, Value> = {}
  for (const place of [...fixedPlaces.get(decoded.decoder)!, ...places]) {
    const value = place.isWhole ? null : readField(decoded, place)
    if (value !== null) fields[place.name] = value
  }
  return fields
}

/** Those that have a type. */
const fixedPlaces: ReadonlyMap<Decoder, readonly Place[]> = new Map(
  decoders.map((decoder: Decoder) => {
    const names = Object.keys(schema).filter((name) => name.startsWith(`${decoder.prefix}.`))
    return [decoder, names.map((name) => placeOf(name, decoder))]
  }),
)

// The bytes of a state → plain data, with the items of every list in its place, in their order.
import { Coming, type Placed } from '../../../src/engine/snapshot/coming.ts'
import { readState } from '../../../src/engine/snapshot/read-state.ts'

export function readWhole(pieces: Iterable<Uint8Array>): { readonly title: unknown; readonly state: unknown } {
  const { title, state, rest } = readState(pieces)
  const lists = new Map<Coming, Placed<unknown>[]>()
  const whole = filled(state, lists)
  rest()
  for (const items of lists.values()) items.sort(([a], [b]) => a - b)
  return { title, state: whole }
}

/** The arrays are filled as the items come. */
function filled(value: unknown, lists: Map<Coming, Placed<unknown>[]>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => filled(one, lists))
  if (!(value instanceof Coming)) {
    const filledOnes = Object.entries(value).map(([name, one]): [string, unknown] => [name, filled(one, lists)])
    return Object.fromEntries(filledOnes)
  }
  const items: Placed<unknown>[] = []
  lists.set(value, items)
  value.to({ read: (place, from) => items.push([place, filled(from.value(), lists)]), finish: () => {} })
  return items
}

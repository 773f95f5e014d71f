// What several lines said of one connection, by name → the values that the table of event fields is read from.
import type { Scalar } from '../../src/event/value.ts'
import type { Meaning } from '../access/facts.ts'
import type { Said as Meant, Values } from '../access/values.ts'

/** What lines said, by the names of the product's table. An empty text: the line has a place for it, and nothing there. */
export type Said = Readonly<Record<string, Scalar>>

/** A name with what its value says. One without a meaning is kept as `<product>.<name>`. */
export type SaidKey = readonly [name: string, ...meanings: Meaning[]]

export interface SaidValues extends Values {
  /** `of` is what is known of the connection that a line is of: what the line itself says comes first. */
  set(said: Said, of: Said | null): void
}

export function createSaidValues(keys: readonly SaidKey[]): SaidValues {
  const names = keys.map(([name]) => name)
  const others = keys.flatMap(([name, ...meanings]) => (meanings.length === 0 ? [name] : []))
  let own: Said = {}
  let inherited: Said | null = null
  const find = (name: string): Scalar | null => {
    const value = own[name] ?? inherited?.[name]
    return value === undefined || value === '' ? null : value
  }
  return {
    set(said, of) {
      own = said
      inherited = of
    },
    load: () => true,
    said: keys.flatMap(([, ...meanings], index) => meanings.map((meaning): Meant => ({ index, meaning }))),
    at(index) {
      const value = find(names[index]!)
      return value === null ? null : String(value)
    },
    has(index) {
      const name = names[index]!
      return own[name] !== undefined || inherited?.[name] !== undefined
    },
    others: () =>
      others.flatMap((name) => {
        const value = find(name)
        return value === null ? [] : [[name, value] as const]
      }),
    other: (name) => (others.includes(name) ? find(name) : null),
  }
}

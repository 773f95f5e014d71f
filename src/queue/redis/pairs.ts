// A list of names and values by turns, as Lua and sorted sets give it → pairs.

export const pairs = <T>(flat: readonly T[]): [name: T, value: T][] =>
  flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]!]] : []))

// The text of a module → what it imports and re-exports.

export interface Import {
  readonly from: string
  /** Nothing of it is left at run time. */
  readonly typesOnly: boolean
}

const statement = /^(?:import|export)\s+(?:([^'";]*?)\s*from\s*)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

export const importsOf = (text: string): Import[] =>
  [...text.matchAll(statement)].map(([, names, from, dynamic]) => ({
    from: dynamic ?? from!,
    typesOnly: names !== undefined && isTypesOnly(names),
  }))

function isTypesOnly(names: string): boolean {
  if (/^type\b/.test(names)) return true
  const listed = /^\{([^}]*)\}$/.exec(names)?.[1]
  return listed?.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim())) ?? false
}

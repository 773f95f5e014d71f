// Which fields the loaded rules read, each with its slot in a batch. Fixed when rules are compiled.

export interface Layout {
  /** Field names by slot. */
  readonly fields: readonly string[]
  /** The slot of a field, or -1 where no rule reads it. */
  slot(field: string): number
}

export function createLayout(fields: Iterable<string>): Layout {
  const names = [...new Set(fields)].sort()
  const slots = new Map(names.map((name, slot) => [name, slot]))
  return { fields: names, slot: (field) => slots.get(field) ?? -1 }
}

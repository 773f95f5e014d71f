// Which fields the loaded rules read, each with its slot in a batch. Fixed when rules are compiled.
import { anyCategory } from './category.ts'

export interface Layout {
  /** Field names by slot. */
  readonly fields: readonly string[]
  /** The slot of a field, or -1 where no rule reads it. */
  slot(field: string): number
  /**
   * Whether anybody reads that slot of an event of any of these categories. What nobody reads may be left out of a row;
   * it costs time and changes nothing.
   */
  isRead(slot: number, categories: number): boolean
  /**
   * Texts of which one has to stand in a field's text, whatever its case, for any rule to find anything in it; of all
   * others a reader may give an empty text. Null where every text counts.
   */
  literals?(slot: number): readonly string[] | null
}

/**
 * `readOf`: by field, the categories of the events of which it is read; of all where a field is not named. `soughtIn`: by
 * field, for what it is searched where nobody does more with it.
 */
export function createLayout(
  fields: Iterable<string>,
  readOf: ReadonlyMap<string, number> = new Map(),
  soughtIn: ReadonlyMap<string, readonly string[]> = new Map(),
): Layout {
  const names = [...new Set(fields)].sort()
  const slots = new Map(names.map((name, slot) => [name, slot]))
  const categories = names.map((name) => readOf.get(name) ?? anyCategory)
  return {
    fields: names,
    slot: (field) => slots.get(field) ?? -1,
    isRead: (slot, asked) => slot >= 0 && (categories[slot]! & asked) !== 0,
    literals: (slot) => soughtIn.get(names[slot] ?? '') ?? null,
  }
}

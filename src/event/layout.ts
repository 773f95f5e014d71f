// Which fields the loaded rules read, each with its slot in a batch. Fixed when rules are compiled.
import type { Value } from './value.ts'

export interface Layout {
  /** Field names by slot. */
  readonly fields: readonly string[]
  /** The slot of a field, or -1 where no rule reads it. */
  slot(field: string): number
  /**
   * Whether anybody reads that slot of an event of any of these categories. What nobody reads may be left out of a row;
   * it costs time and changes nothing. `lacks`: which fields such an event has in no case.
   */
  isRead(slot: number, categories: number, lacks?: (field: string) => boolean): boolean
  /**
   * Texts of which one has to stand in a field's text, whatever its case, for any rule to find anything in it; of all
   * others a reader may give an empty text. Null where every text counts.
   */
  literals?(slot: number): readonly string[] | null
  /** The direction of the messages of which anybody reads that slot; null for both. */
  direction?(slot: number): string | null
}

/** By field; what is not named is read whole, and of messages of both directions. */
export interface Reading {
  /** For what it is searched where nobody does more with it. */
  readonly soughtIn?: ReadonlyMap<string, readonly string[]>
  /** The direction of the messages of which it is read. */
  readonly directionOf?: ReadonlyMap<string, string>
}

/** Somebody who reads fields of events of some categories. */
export interface FieldsReader {
  readonly fields: Iterable<string>
  readonly categories: number
  /** Of which events: of each clause they have one of the fields. */
  readonly needs?: readonly (readonly string[])[]
}

/** `readers`: a field that none of them names is read of all events. */
export function createLayout(
  fields: Iterable<string>,
  readers: readonly FieldsReader[] = [],
  { soughtIn = new Map(), directionOf = new Map() }: Reading = {},
): Layout {
  const names = [...new Set(fields)].sort()
  const slots = new Map(names.map((name, slot) => [name, slot]))
  const readersOf = names.map((): FieldsReader[] => [])
  for (const reader of readers) for (const field of reader.fields) readersOf[slots.get(field) ?? -1]?.push(reader)
  return {
    fields: names,
    slot: (field) => slots.get(field) ?? -1,
    isRead(slot, asked, lacks = hasAll) {
      const known = readersOf[slot]
      return known !== undefined && (known.length === 0 || known.some((reader) => readsOf(reader, asked, lacks)))
    },
    literals: (slot) => soughtIn.get(names[slot] ?? '') ?? null,
    direction: (slot) => directionOf.get(names[slot] ?? '') ?? null,
  }
}

/** Whether a reader may have put it in the place of what no rule would find anything in. */
export const mayBeLeftOut = (value: Value): boolean => value === null || value === ''

/** The same, for whoever wants to see all of every event. */
export const filledWhole = ({ fields, slot }: Layout): Layout => ({ fields, slot, isRead: (slot) => slot >= 0 })

const hasAll = (): boolean => false

const readsOf = ({ categories, needs = [] }: FieldsReader, asked: number, lacks: (field: string) => boolean): boolean =>
  (categories & asked) !== 0 && !needs.some((clause) => clause.every(lacks))

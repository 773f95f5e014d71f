// What the thread that scans NDJSON is told, and what it answers.
import type { Run } from '../../../connectors/ndjson/line-scanner.ts'
import type { Layout } from '../../event/layout.ts'
import type { Piece, Records } from '../records.ts'

/** A layout as plain data. */
export interface WantedFields {
  readonly fields: readonly string[]
  /** By slot. */
  readonly literals: readonly (readonly string[] | null)[]
}

/** The next piece of the file. */
export type Question = Piece

/** For each piece one. */
export interface Answer {
  readonly cuts: readonly Records<Scanned>[]
  /** What could not be read, in order. */
  readonly aside: readonly (readonly [reason: string, at: number, excerpt: string])[]
}

/** Bytes of a batch, with what was found in them. */
export interface Scanned {
  readonly bytes: Uint8Array
  /** Where they begin in the source. */
  readonly at: number
  /** Up to here they are whole lines, which the runs tell of. */
  readonly whole: number
  readonly runs: readonly Run[]
  readonly rows: number
}

export const fieldsOf = (layout: Layout): WantedFields => ({
  fields: layout.fields,
  literals: layout.fields.map((_, slot) => layout.literals?.(slot) ?? null),
})

/** As much of the layout as a scanner asks for. */
export const layoutOf = ({ fields, literals }: WantedFields): Layout => ({
  fields,
  slot: (field) => fields.indexOf(field),
  isRead: () => true,
  literals: (slot) => literals[slot]!,
})

/** What goes over to the other thread instead of being copied. */
export const buffersOf = ({ cuts }: Answer): ArrayBuffer[] =>
  cuts.flatMap(({ batch: { bytes, runs } }) => [
    bytes.buffer as ArrayBuffer,
    ...runs.flatMap(({ starts, times, nanos, sequences, ids, numbers }) =>
      [starts, times, nanos, sequences, ...ids, ...numbers].map(({ buffer }) => buffer as ArrayBuffer),
    ),
  ])

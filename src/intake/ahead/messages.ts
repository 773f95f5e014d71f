// What the thread that reads NDJSON is told, and what it answers.
import type { PackedRun } from '../../../connectors/ndjson/packed-runs.ts'
import type { Layout } from '../../event/layout.ts'
import type { Loan } from './loans.ts'

/** What the thread is made with. */
export interface Start {
  /** Where compiled code is kept, if it is. */
  readonly compiled: string | null
  /** The module that runs in it. */
  readonly entry: string
  /** How many of its answers were taken so far. */
  readonly taken: Int32Array
  /** Of the memory that answers come in. */
  readonly ledger: Int32Array
}

/** A layout as plain data. */
export interface WantedFields {
  readonly fields: readonly string[]
  /** By slot. */
  readonly literals: readonly (readonly string[] | null)[]
}

/** Told once. */
export interface Question {
  readonly path: string
  /** Bytes to leave out at the beginning. */
  readonly from: number
  readonly wanted: WantedFields
}

/** What could not be read, in order. */
export type Unread = readonly (readonly [reason: string, at: number, excerpt: string])[]

export type Answer =
  | ScannedAnswer
  /** Nothing more comes. */
  | { readonly kind: 'end'; readonly aside: Unread }
  /** Nothing came, and nothing will: the file is for others to read. */
  | { readonly kind: 'refused' }

/** Bytes of a batch, with what was found in them. */
export interface ScannedAnswer {
  readonly kind: 'scanned'
  readonly loan: Loan
  /** Bytes that the tables of the runs have; the bytes of the batch stand behind them. */
  readonly tables: number
  readonly length: number
  /** Where they begin in the source. */
  readonly at: number
  /** Up to here they are whole lines, which the runs tell of. */
  readonly whole: number
  readonly runs: readonly PackedRun[]
  readonly rows: number
  /** Everything before this place in the source has been read. */
  readonly end: number
  readonly aside: Unread
}

/** Answers that wait to be taken. */
export const mostAhead = 6

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

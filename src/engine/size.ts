// What a rule holds, counted → about how many bytes that is.
import type { AggregateKind, AnyAggregate } from '../compiler/plan.ts'

export interface Size {
  readonly keys: number
  /** Of which only what the rule needs is kept: a time, and of each statistic a value. */
  readonly events: number
  /** A number counts as one, what has to be found again as several. */
  readonly values: number
  /** Events kept whole, to be shown in the incident. */
  readonly documents: number
}

export const noSize: Size = { keys: 0, events: 0, values: 0, documents: 0 }

// Measured with keys and texts of a dozen characters and documents of a dozen fields: how much about, and rather too much.
const keyBytes = 700
const eventBytes = 48
const valueBytes = 16
const documentBytes = 1_000

/** A value that has a place in a table beside its own, of how many numbers: measured. */
const listedValue = 6
export const seenValue = 26

const listed: ReadonlySet<AggregateKind> = new Set(['count_distinct', 'values', 'first', 'last', 'min', 'max'])

/** What each value weighs that statistics have to keep. */
export const weightOf = (aggregates: readonly AnyAggregate[]): number =>
  aggregates.some(({ kind }) => kind !== 'percentile' && listed.has(kind)) ? listedValue : 1

/** What statistics take of one event. */
export const valuesEach = (aggregates: readonly AnyAggregate[]): number =>
  aggregates.reduce((sum, { kind }) => sum + (listed.has(kind) ? listedValue : 1), 0)

export const bytesOf = ({ keys, events, values, documents }: Size): number =>
  keys * keyBytes + events * eventBytes + values * valueBytes + documents * documentBytes

export const together = (a: Size, b: Size): Size => ({
  keys: a.keys + b.keys,
  events: a.events + b.events,
  values: a.values + b.values,
  documents: a.documents + b.documents,
})

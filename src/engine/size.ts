// What a rule holds, counted → about how many bytes that is.

export interface Size {
  readonly keys: number
  /** Of which only what the rule needs is kept: a time, and of each statistic a value. */
  readonly events: number
  readonly values: number
  /** Events kept whole, to be shown in the incident. */
  readonly documents: number
}

export const noSize: Size = { keys: 0, events: 0, values: 0, documents: 0 }

// Measured over rows of messages with a dozen fields; documents differ, so that the sum says no more than how much about.
const keyBytes = 300
const eventBytes = 100
const valueBytes = 50
const documentBytes = 1_000

export const bytesOf = ({ keys, events, values, documents }: Size): number =>
  keys * keyBytes + events * eventBytes + values * valueBytes + documents * documentBytes

export const together = (a: Size, b: Size): Size => ({
  keys: a.keys + b.keys,
  events: a.events + b.events,
  values: a.values + b.values,
  documents: a.documents + b.documents,
})

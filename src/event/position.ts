// The total order of events: @timestamp, then event.sequence, then event.id. Nothing else decides a result.

/** A place in the order of one source. `sequence` is `exclusive` where everything at that very time may still come. */
export interface Position {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
}

/** Before every event at that time: the sequence that no event has. */
export const exclusive = -1

export const beginning: Position = { us: Number.NEGATIVE_INFINITY, nanos: 0, sequence: exclusive }
export const end: Position = { us: Number.POSITIVE_INFINITY, nanos: 0, sequence: exclusive }

export const comparePosition = (a: Position, b: Position): number =>
  a.us - b.us || a.nanos - b.nanos || a.sequence - b.sequence || 0

export const earlier = (a: Position, b: Position): Position => (comparePosition(a, b) <= 0 ? a : b)

export const later = (a: Position, b: Position): Position => (comparePosition(a, b) >= 0 ? a : b)

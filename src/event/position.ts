// The total order of events: @timestamp, then event.sequence, then event.id. Nothing else decides a result.

/** A place in the order of one source. `sequence` is `exclusive` where everything at that very time may still come. */
export interface Position {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
}

/** How far a source has come. */
export interface Progress extends Position {
  /** How far it will have come where nothing more comes: there are events from beyond a leap, which is not believed yet. */
  readonly aheadUs?: number
}

/** Before every event at that time: the sequence that no event has. */
export const exclusive = -1

export const beginning: Position = { us: Number.NEGATIVE_INFINITY, nanos: 0, sequence: exclusive }
export const end: Position = { us: Number.POSITIVE_INFINITY, nanos: 0, sequence: exclusive }

export const comparePosition = (a: Position, b: Position): number =>
  a.us - b.us || a.nanos - b.nanos || a.sequence - b.sequence || 0

export const earlier = (a: Position, b: Position): Position => (comparePosition(a, b) <= 0 ? a : b)

/** Of equals the second, which is what was said last. */
export const later = <Place extends Position>(a: Place, b: Place): Place => (comparePosition(a, b) > 0 ? a : b)

// What windows of every kind take of an event, and when it is still in one that slides.
import type { Value } from '../event/value.ts'
import { type Time, within } from './held.ts'

/** What each aggregate takes from an event; null where its own `where` or a missing value leaves the event out. */
export type Inputs = readonly Value[]

/** Less than a span ago, to the nanosecond: an event whose age is exactly the span is out. */
export const younger = (entry: Time, at: Time, spanUs: number): boolean =>
  within(entry, at, spanUs) && !(at.us - entry.us === spanUs && at.nanos === entry.nanos)

// One aggregate over a window: values go in at the new end, come out at the old end, and can be read at any time.
import type { Value } from '../../event/value.ts'
import type { Bounds } from '../bounds.ts'

/** `slides`: what came in goes out again, the oldest first. `grows`: nothing goes out before the window is over. */
export type Motion = 'slides' | 'grows'

/** What a match tells, of what was read. */
export const toldBy = (accumulators: readonly Accumulator[], read: readonly Value[]): readonly Value[] =>
  read.map((value, place) => accumulators[place]!.told?.() ?? value)

/** How much of it is exact. */
export type Exactness = Pick<Bounds, 'exactValues' | 'eventsPerKey' | 'policy'>

/** Places of those that are approximate. */
export const approximateOf = (accumulators: readonly Accumulator[]): readonly number[] =>
  accumulators.flatMap(({ isApproximate }, place) => (isApproximate ? [place] : []))

export interface Accumulator {
  /** Values that it keeps although nothing goes out: what the bounds limit. */
  readonly held: number
  /** Whether what it reads is within an error of the truth, not the truth. Absent where it never is. */
  readonly isApproximate?: boolean
  /** `ordinal` counts all entries of the window, so that a value can be told from its equals. */
  add(value: Value, ordinal: number): void
  /** The oldest value that was added and not removed. */
  remove(value: Value, ordinal: number): void
  /** `lastedUs`: how long the window has been open. */
  read(lastedUs: number): Value
  /** What a match tells, where `read` gives null because no condition asks for it. */
  told?(): Value
  /** Of one that grows: plain data from which another goes on. */
  save(): unknown
  load(saved: unknown): void
}

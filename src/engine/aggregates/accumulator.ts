// One aggregate over a window: values go in at the new end, come out at the old end, and can be read at any time.
import type { Value } from '../../event/value.ts'

/** `slides`: what came in goes out again, the oldest first. `grows`: nothing goes out before the window is over. */
export type Motion = 'slides' | 'grows'

export interface Accumulator {
  /** Values that it keeps although nothing goes out: what the bounds limit. */
  readonly held: number
  /** `ordinal` counts all entries of the window, so that a value can be told from its equals. */
  add(value: Value, ordinal: number): void
  /** The oldest value that was added and not removed. */
  remove(value: Value, ordinal: number): void
  /** `lastedUs`: how long the window has been open. */
  read(lastedUs: number): Value
  /** Of one that grows: plain data from which another goes on. */
  save(): unknown
  load(saved: unknown): void
}

// One aggregate over a window: values go in at the new end, come out at the old end, and can be read at any time.
import type { Value } from '../../event/value.ts'

export interface Accumulator {
  /** `ordinal` counts all entries of the window, so that a value can be told from its equals. */
  add(value: Value, ordinal: number): void
  /** The oldest value that was added and not removed. */
  remove(value: Value, ordinal: number): void
  read(): Value
}

// An event as it was sent → its origin, which takes it apart where it is asked for.
import type { Origin } from './batch.ts'
import { type Named, readWritten, type Written } from './written.ts'

/** The text must not hold on to a larger one. */
export const sentOrigin = (named: Named, written: Written): Origin => ({
  isCompact: true,
  id: () => named.id,
  document: () => readWritten(JSON.parse(written.text) as object, written, named),
  written: () => written,
})

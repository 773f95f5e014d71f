// Rows of a batch → those of them that pass a rule's filter, all looked at in one loop.
import type { Detect, EventFilter, Selection } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { RowList } from './row-list.ts'

/** The one filter through which all come that the rule wants; null where there is more to it. */
export function filterOf(detect: Detect): EventFilter | null {
  if (detect.kind === 'event' || detect.kind === 'first_seen') return detect
  return detect.kind === 'stats' && detect.window.kind !== 'connection' ? detect : null
}

/** Those of the rows from one of them on are put into `picked`. False where the rule's own code fails on one of them. */
export function pick(
  filter: EventFilter,
  batch: Batch,
  { numbers, size }: RowList,
  from: number,
  picked: RowList,
): boolean {
  picked.expect(size - from)
  try {
    picked.size = (filter.selection?.() ?? oneByOne(filter))(batch, numbers, from, size, picked.numbers)
    return true
  } catch {
    return false
  }
}

const oneByOne =
  ({ test }: EventFilter): Selection =>
  (batch, rows, from, to, picked) => {
    let count = 0
    for (let n = from; n < to; n++) if (test(batch, rows[n]!)) picked[count++] = rows[n]!
    return count
  }

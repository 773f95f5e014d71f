// A batch whose columns were chosen for other rules → the same events with the columns that the rules of now read.
import { Batch } from './batch.ts'
import type { Layout } from './layout.ts'

/** What may have been left out for want of any field. */
const anything = (): boolean => true

/** What the columns of then do not hold comes from the events themselves. */
export function relaid(batch: Batch, layout: Layout): Batch {
  const before = batch.layout
  const slots = layout.fields.map((field) => before.slot(field))
  const out = new Batch(layout, batch.length)
  for (let row = 0; row < batch.length; row++) {
    const categories = batch.categories[row]!
    const origin = batch.origin(row)
    out.add(categories, batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, origin)
    out.parents[row] = batch.parents[row]!
    const unread = new Set<number>()
    for (const [slot, was] of slots.entries()) {
      const value = batch.get(row, was)
      if (value !== null) out.set(row, slot, value)
      else if (!before.isRead(was, categories, anything) && layout.isRead(slot, categories)) unread.add(slot)
    }
    if (unread.size === 0) continue
    const document = origin.document()
    for (const slot of unread) out.set(row, slot, document[layout.fields[slot]!] ?? null)
  }
  return out
}

// A batch whose columns were chosen for other rules → the same events with the columns that the rules of now read.
import { Batch } from './batch.ts'
import { type Layout, mayBeLeftOut } from './layout.ts'
import type { Value } from './value.ts'

/** What may have been left out for want of any field. */
const anything = (): boolean => true

/** What the columns of then do not hold comes from the events themselves. */
export function relaid(batch: Batch, layout: Layout): Batch {
  const before = batch.layout
  const slots = layout.fields.map((field) => before.slot(field))
  const out = new Batch(layout, batch.length)
  out.onSettled = batch.onSettled
  for (let row = 0; row < batch.length; row++) {
    const categories = batch.categories[row]!
    const origin = batch.origin(row)
    out.add(categories, batch.times[row]!, batch.nanos[row]!, batch.sequences[row]!, origin)
    out.parents[row] = batch.parents[row]!
    const unread = new Set<number>()
    for (const [slot, was] of slots.entries()) {
      const value = batch.get(row, was)
      out.set(row, slot, value)
      if (isLeftOut(value, before, was, categories) && layout.isRead(slot, categories)) unread.add(slot)
    }
    if (unread.size === 0) continue
    const document = origin.document()
    for (const slot of unread) out.set(row, slot, document[layout.fields[slot]!] ?? null)
  }
  return out
}

function isLeftOut(value: Value, { isRead, literals }: Layout, slot: number, categories: number): boolean {
  if (!mayBeLeftOut(value)) return false
  return !isRead(slot, categories, anything) || (value === '' && (literals?.(slot) ?? null) !== null)
}

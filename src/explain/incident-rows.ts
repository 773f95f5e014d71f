// Incidents of other rules → rows of events, as a rule over incidents sees them.
import { Batch } from '../event/batch.ts'
import { categoryBits } from '../event/category.ts'
import { flatten } from '../event/document.ts'
import type { Layout } from '../event/layout.ts'
import type { Incident } from '../incident/incident.ts'

export function incidentRows(incidents: readonly Incident[], layout: Layout): Batch {
  const batch = new Batch(layout)
  for (const { id, us, nanos, document: nested } of incidents) {
    const document = flatten(nested)
    const row = batch.add(categoryBits(['intrusion_detection', 'incident']), us, nanos, 0, {
      id: () => id,
      document: () => document,
    })
    for (const [slot, field] of layout.fields.entries()) batch.set(row, slot, document[field] ?? null)
  }
  return batch
}

// A checked `… | first_seen …` → its plan.
import type { FirstSeenQuery } from '../ast.ts'
import type * as plan from '../plan.ts'
import { eventFilter, key, type Linked, type QueryContext } from './filters.ts'

export function firstSeen(query: FirstSeenQuery, context: QueryContext): Linked<plan.FirstSeenPlan> {
  const filter = eventFilter(query.source, null, context)
  const values = query.values.map((part) => key(part, context))
  const by = query.by.map((part) => key(part, context))
  return (layout) => ({
    kind: 'first_seen',
    ...filter(layout),
    values: values.map((link) => link(layout)),
    by: by.map((link) => link(layout)),
    spanUs: query.duration.us,
  })
}

// A checked query → what the engine runs, once it is known which slot each field has.
import type { Query } from '../ast.ts'
import type * as plan from '../plan.ts'
import { conversation } from './conversations.ts'
import { exchange } from './exchanges.ts'
import { eventFilter, type Linked, type QueryContext } from './filters.ts'
import { firstSeen } from './first-seen.ts'
import { sample, sequence } from './sequences.ts'
import { statistics } from './statistics.ts'

export function detect(query: Query, context: QueryContext): Linked<plan.Detect> {
  switch (query.kind) {
    case 'event': {
      const filter = eventFilter(query, null, context)
      return (layout) => ({ kind: 'event', ...filter(layout) })
    }
    case 'stats':
      return statistics(query, context)
    case 'first_seen':
      return firstSeen(query, context)
    case 'sequence':
      return sequence(query, context)
    case 'sample':
      return sample(query, context)
    case 'conversation':
      return conversation(query, context)
    case 'exchange':
      return exchange(query, context)
    case 'limit':
      // What is cut off is the business of whoever shows what was found.
      return detect(query.query, context)
  }
}

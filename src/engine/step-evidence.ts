// Events that took part in a match → what the match shows of a step. Their documents are made when somebody looks at them:
// of most matches nobody does, since incidents are suppressed, or show other matches.
import type { EventDocument } from '../event/value.ts'
import type { HeldEvent } from './held.ts'
import type { StepEvidence } from './match.ts'

export function stepEvidence(name: string, count: number, events: readonly HeldEvent[]): StepEvidence {
  // By then state may have let them go.
  const sources = events.map(({ source }) => source)
  let documents: readonly EventDocument[] | null = null
  return {
    name,
    count,
    get events() {
      documents ??= sources.map((source) => source.document()).filter((document) => document !== null)
      return documents
    },
  }
}

// Incidents that were just raised → rows of events, for the rules that ask for incidents.
import type { Incidents } from '../engine/engine.ts'
import type { Match } from '../engine/match.ts'
import { Batch } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import { flatten } from '../event/document.ts'
import type { Layout } from '../event/layout.ts'
import type { Position } from '../event/position.ts'
import type { EventDocument, NestedDocument } from '../event/value.ts'
import type { Incident, IncidentChange } from '../incident/incident.ts'
import { recorded } from './journal.ts'

/** `changes`: what came of each of the matches. What was only counted is no event. */
export function incidentRows(matches: readonly Match[], changes: readonly IncidentChange[], layout: Layout): Incidents {
  const batch = new Batch(layout)
  const rules: string[] = []
  for (const [i, change] of changes.entries()) {
    if (change.kind !== 'raised') continue
    addIncident(batch, matches[i]!, change.incident)
    rules.push(change.incident.ruleId)
  }
  return { batch, rules }
}

/** The same of incidents alone, for who looks at what rules were shown. */
export function rowsOf(incidents: readonly Incident[], layout: Layout): Batch {
  const batch = new Batch(layout)
  for (const incident of incidents)
    addIncident(batch, { us: incident.us, nanos: incident.nanos, sequence: 0 }, incident)
  return batch
}

function addIncident(batch: Batch, { us, nanos, sequence }: Position, incident: Incident): void {
  const document = eventOf(incident)
  const row = batch.add(categoryBit('incident'), us, nanos, sequence, recorded(incident.id, document))
  for (const [slot, field] of batch.layout.fields.entries()) batch.set(row, slot, document[field] ?? null)
}

/** Its own fields, flat: the events that it was raised of are shown by itself. */
function eventOf({ document }: Incident): EventDocument {
  const { tripline, ...fields } = document as NestedDocument & { readonly tripline: NestedDocument }
  const { events: _, ...incident } = tripline['incident'] as NestedDocument
  return flatten({ ...fields, tripline: { level: tripline['level'], incident } })
}

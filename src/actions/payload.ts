// An incident → the body that leaves with it: `{type, timestamp, data}`, always small enough for its receiver.
import type { NestedDocument } from '../event/value.ts'
import type { Incident } from '../incident/incident.ts'

/** Standard Webhooks asks for payloads under 20 kB. */
export const payloadLimit = 20_000

interface Step {
  readonly step?: unknown
  readonly count?: unknown
  readonly events?: readonly NestedDocument[]
}

/** The document whole, or with as much evidence left out as makes it fit; `tripline.incident.events_cut` says so. */
export function payloadOf({ document }: Incident): string {
  const whole = body(document)
  if (fits(whole)) return whole
  for (const shorten of [firstAndLast, first, none]) {
    const text = body(withSteps(document, shorten))
    if (fits(text)) return text
  }
  return body(essence(document))
}

const body = (data: NestedDocument): string =>
  JSON.stringify({ type: 'incident.opened', timestamp: data['@timestamp'], data })

const fits = (text: string): boolean => Buffer.byteLength(text) < payloadLimit

type Shorten = (events: readonly NestedDocument[]) => readonly NestedDocument[]

const firstAndLast: Shorten = (events) => (events.length > 2 ? [events[0]!, events.at(-1)!] : events)
const first: Shorten = (events) => events.slice(0, 1)
const none: Shorten = () => []

function withSteps(document: NestedDocument, shorten: Shorten): NestedDocument {
  const tripline = (document.tripline ?? {}) as NestedDocument
  const incident = (tripline.incident ?? {}) as NestedDocument
  const steps = (incident.events ?? []) as readonly Step[]
  const events = steps.map((step) => ({ ...step, events: shorten(step.events ?? []) })) as NestedDocument[]
  return { ...document, tripline: { ...tripline, incident: { ...incident, events, events_cut: true } } }
}

/** What is left when even the fields outside the evidence are too long: which incident it is, and where to look. */
function essence(document: NestedDocument): NestedDocument {
  const { id, name } = (document.rule ?? {}) as NestedDocument
  const { level, incident } = (document.tripline ?? {}) as NestedDocument
  const { id: incidentId, status } = (incident ?? {}) as NestedDocument
  return {
    '@timestamp': cut(document['@timestamp']),
    message: cut(document.message),
    rule: { id: cut(id), name: cut(name) },
    tripline: { level: cut(level), incident: { id: cut(incidentId), status: cut(status), events_cut: true } },
  }
}

const cut = (value: unknown): string => String(value ?? '').slice(0, 1000)

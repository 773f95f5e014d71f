// A match → what must be known of its incident by who cannot wait until it is described.
import type { Response } from '../compiler/plan.ts'
import type { Match } from '../engine/match.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { excerptAs } from './evidence.ts'
import { incidentId } from './identity.ts'
import type { Incident } from './incident.ts'

/** All of it is the same in the incident. */
export interface Outline extends Pick<Incident, 'id' | 'ruleId' | 'us'> {
  readonly respond: readonly Response[]
  /** `source.ip` and `client.ip`, as its document has them; null where it has none. */
  readonly source: unknown
  readonly client: unknown
}

export function outline(match: Match): Outline {
  const events = eventsOf(match)
  return {
    // A hash: made when it is asked for.
    get id() {
      return incidentId(match)
    },
    ruleId: match.rule.metadata.id,
    us: match.us,
    respond: match.rule.respond,
    source: keyOf(match, 'source.ip') ?? agreedOn(events, 'source.ip') ?? null,
    client: keyOf(match, 'client.ip') ?? agreedOn(events, 'client.ip') ?? null,
  }
}

/** The same of an incident that is described. */
export function outlineOf({ id, ruleId, us, respond, document }: Incident): Outline {
  const ipOf = (side: 'source' | 'client'): unknown =>
    (document[side] as { readonly ip?: unknown } | undefined)?.ip ?? null
  return { id, ruleId, us, respond, source: ipOf('source'), client: ipOf('client') }
}

export const eventsOf = (match: Match): readonly EventDocument[] => match.steps.flatMap((step) => step.events)

/** What all of the events have there. */
export function agreedOn(events: readonly EventDocument[], name: string): Value | undefined {
  const value = events[0]?.[name]
  return events.every((event) => event[name] === value) ? value : undefined
}

/** What a group key puts into the document; null where there is none of that name. */
export function keyOf({ keys }: Match, name: string): Value {
  const value = keys[name] ?? null
  return value === null ? null : excerptAs(name, value)
}

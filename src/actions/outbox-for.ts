// A raised incident → the responses that go into the outbox with it. The same incident gives the same rows.
import type { Level } from '../compiler/plan.ts'
import type { Incident } from '../incident/incident.ts'
import { outlineOf } from '../incident/outline.ts'
import type { OutboxEntry } from '../store/store.ts'
import { blocksAskedFor } from './block/asked.ts'
import { blockTarget } from './block/command.ts'
import { closePayloads, closeTarget } from './close.ts'
import { entryId } from './entry-id.ts'
import { payloadOf } from './payload.ts'

export interface WebhookTarget {
  readonly name: string
  /** Gets every incident of these levels, also where the rule does not name it. */
  readonly levels?: readonly Level[]
}

/** A webhook that a rule names and the config lacks gets a row too: it fails where people look for failures. */
export function outboxFor(incident: Incident, webhooks: readonly WebhookTarget[]): readonly OutboxEntry[] {
  return [...notices(incident, webhooks), ...closes(incident), ...blocksFor(incident)]
}

function notices(incident: Incident, webhooks: readonly WebhookTarget[]): readonly OutboxEntry[] {
  const named = incident.respond.flatMap((response) => (response.kind === 'webhook' ? [response.name] : []))
  const wanting = webhooks.filter(({ levels }) => levels?.includes(incident.level)).map(({ name }) => name)
  const logged = incident.respond.some(({ kind }) => kind === 'log')
  const targets = [...new Set([...named, ...wanting])]
  if (targets.length === 0 && !logged) return []
  const payload = payloadOf(incident)
  const entry = (action: 'webhook' | 'log', target: string): OutboxEntry => ({
    id: entryId(incident.id, action, target),
    action,
    target,
    incidentId: incident.id,
    payload,
  })
  return [...targets.map((target) => entry('webhook', target)), ...(logged ? [entry('log', 'log')] : [])]
}

/** Named twice, the first code counts: a connection is closed once. */
function closes(incident: Incident): readonly OutboxEntry[] {
  const asked = incident.respond.find((response) => response.kind === 'close')
  if (!asked) return []
  return closePayloads(incident, asked.code).map((payload) => ({
    id: entryId(incident.id, 'close', payload),
    action: 'close',
    target: closeTarget,
    incidentId: incident.id,
    payload,
  }))
}

function blocksFor(incident: Incident): readonly OutboxEntry[] {
  return blocksAskedFor(outlineOf(incident)).map(({ id, command }) => ({
    id,
    action: 'block',
    target: blockTarget,
    incidentId: incident.id,
    payload: JSON.stringify(command),
  }))
}

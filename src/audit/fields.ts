// What of the events a review looks at.
import { applicationFields } from '../application/fields.ts'
import type { Layout } from '../event/layout.ts'

const names = {
  dataset: 'event.dataset',
  outcome: 'event.outcome',
  duration: 'event.duration',
  client: 'client.ip',
  domain: 'url.domain',
  path: 'url.path',
  query: 'url.query',
  origin: 'http.request.origin',
  foreign: 'http.request.origin_foreign',
  sessionFrom: 'session.from',
  session: 'session.id',
  user: 'user.name',
  connection: 'websocket.connection.id',
  subprotocol: 'websocket.subprotocol',
  direction: 'websocket.direction',
  messageType: 'websocket.message.type',
  messageBytes: 'websocket.message.bytes',
  fragments: 'websocket.message.fragments',
  text: 'websocket.payload.text',
  closeCode: 'websocket.close.code',
  closeBy: 'websocket.close.by',
} as const

export type AuditField = keyof typeof names

export const auditFields: readonly string[] = [...new Set([...applicationFields, ...Object.values(names)])]

/** Where each of them lies in a batch. */
export const auditSlots = (layout: Layout): Readonly<Record<AuditField, number>> =>
  Object.fromEntries(Object.entries(names).map(([name, field]) => [name, layout.slot(field)])) as Record<
    AuditField,
    number
  >

// What of the events a review looks at.

export const auditNames = {
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

export type AuditField = keyof typeof auditNames

export const auditFields: readonly string[] = Object.values(auditNames)

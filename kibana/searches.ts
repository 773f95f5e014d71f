// Tables of documents for Discover and for the dashboards.
import type { SearchPanel } from './dashboard.ts'
import { events, incidents, type View } from './data-views.ts'
import { kql } from './lens/column.ts'
import type { SavedObject } from './saved-object.ts'

export interface Search {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly view: View
  readonly where: string
  readonly columns: readonly string[]
  readonly sort: readonly (readonly [field: string, direction: 'asc' | 'desc'])[]
}

export const openIncidents: Search = {
  id: 'tripline-search-open-incidents',
  title: 'Tripline: open incidents, gravest first',
  description: 'What nobody has closed yet, by level and then by time.',
  view: incidents,
  where: 'tripline.incident.status : ("open" or "acknowledged")',
  columns: ['tripline.level', 'rule.name', 'message', 'client.ip', 'user.name', 'tripline.incident.count'],
  sort: [
    ['event.severity', 'desc'],
    ['@timestamp', 'desc'],
  ],
}

export const clientIncidents: Search = {
  id: 'tripline-search-client-incidents',
  title: 'Tripline: incidents of a client',
  description: 'Put the address in the place of the star: it finds every incident that names it, in whatever part.',
  view: incidents,
  where: 'related.ip : *',
  columns: [
    'related.ip',
    'tripline.level',
    'rule.name',
    'message',
    'tripline.incident.status',
    'websocket.connection.id',
  ],
  sort: [['@timestamp', 'desc']],
}

export const connections: Search = {
  id: 'tripline-search-connections',
  title: 'Tripline: WebSocket connections',
  description: 'Each connection when it ended: who, from where, to what, how long and how much.',
  view: events,
  where: 'event.category : "connection"',
  columns: [
    'client.ip',
    'user.name',
    'http.request.origin',
    'url.domain',
    'url.path',
    'event.duration',
    'websocket.client.messages',
    'websocket.server.messages',
    'websocket.client.bytes',
    'websocket.server.bytes',
    'websocket.close.code',
    'websocket.close.by',
    'websocket.connection.id',
  ],
  sort: [['@timestamp', 'desc']],
}

export const messages: Search = {
  id: 'tripline-search-messages',
  title: 'Tripline: messages',
  description: 'What was said, in the order in which it was said.',
  view: events,
  where: 'event.category : "message"',
  columns: [
    'websocket.direction',
    'websocket.message.type',
    'websocket.message.bytes',
    'websocket.message.fragments',
    'websocket.payload.text',
    'client.ip',
  ],
  sort: [
    ['@timestamp', 'asc'],
    ['event.sequence', 'asc'],
  ],
}

export const rawEvents: Search = {
  id: 'tripline-search-events',
  title: 'Tripline: WebSocket events',
  description: 'Everything that was kept of the wire and of logs: handshakes, frames, messages, closes, connections.',
  view: events,
  where: '',
  columns: [
    'event.category',
    'client.ip',
    'websocket.direction',
    'websocket.opcode_name',
    'websocket.payload.bytes',
    'websocket.anomaly',
    'websocket.connection.id',
  ],
  sort: [
    ['@timestamp', 'desc'],
    ['event.sequence', 'desc'],
  ],
}

export const closes: Search = {
  id: 'tripline-search-closes',
  title: 'Tripline: closes and their codes',
  description: 'How connections ended: the close code, the reason given, and who closed.',
  view: events,
  where: 'event.category : "close"',
  columns: [
    'client.ip',
    'websocket.close.code',
    'websocket.close.reason',
    'websocket.close.by',
    'websocket.direction',
    'websocket.connection.id',
  ],
  sort: [['@timestamp', 'desc']],
}

/** The search as a panel, under a title that fits the dashboard. */
export const searchPanel = (title: string, { id }: Search): SearchPanel => ({ kind: 'search', title, searchId: id })

const indexReference = 'kibanaSavedObjectMeta.searchSourceJSON.index'

function searchObject({ id, title, description, view, where, columns, sort }: Search): SavedObject {
  return {
    id,
    type: 'search',
    attributes: {
      title,
      description,
      columns,
      sort,
      grid: {},
      hideChart: false,
      isTextBasedQuery: false,
      timeRestore: false,
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: kql(where), filter: [], indexRefName: indexReference }),
      },
    },
    references: [{ type: 'index-pattern', id: view.id, name: indexReference }],
  }
}

export const searches: readonly SavedObject[] = [
  openIncidents,
  clientIncidents,
  connections,
  messages,
  rawEvents,
  closes,
].map(searchObject)

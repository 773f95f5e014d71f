// One session, as every product should tell it: an upgrade with its end, and one that was refused. A field may be missing.
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

const client = {
  'event.kind': 'event',
  'source.ip': '203.0.113.7',
  'source.port': 51234,
  'source.as.number': 64500,
  'client.ip': '203.0.113.7',
  'http.request.method': 'GET',
  'http.request.cookie.present': false,
  'http.version': '1.1',
  'url.domain': 'app.example.com',
  'user_agent.original': browser,
  'network.transport': 'tcp',
  'network.protocol': 'websocket',
  'websocket.version': '13',
}

const opened = {
  ...client,
  '@timestamp': '2026-11-22T04:22:07.750Z',
  'http.request.origin': 'https://app.example.com',
  'http.request.origin_domain': 'app.example.com',
  'http.request.origin_foreign': false,
  'http.response.status_code': 101,
  'url.path': '/ws',
  'url.query': 'room=42',
  'url.full': 'wss://app.example.com/ws?room=42',
  'websocket.subprotocol': 'chat.v1',
  'event.start': '2026-11-22T04:22:05.250Z',
}

export type Told = 'handshake' | 'connection' | 'refused'

export const session: Readonly<Record<Told, Readonly<Record<string, unknown>>>> = {
  handshake: {
    ...opened,
    'event.category': ['network', 'handshake'],
    'event.type': ['start', 'allowed'],
    'event.outcome': 'success',
    'http.request.bytes': 475,
    'http.response.bytes': 321,
  },
  connection: {
    ...opened,
    'event.category': ['network', 'connection'],
    'event.type': ['end'],
    'event.end': '2026-11-22T04:22:07.750Z',
    'event.duration': 2_500_000_000,
    'http.request.bytes': 561,
    'http.response.bytes': 387,
    'http.response.body.bytes': 66,
    'websocket.client.bytes': 86,
    'websocket.server.bytes': 66,
    'websocket.close.by': 'server',
  },
  refused: {
    ...client,
    '@timestamp': '2026-11-22T04:22:09.000Z',
    'event.category': ['network', 'handshake'],
    'event.type': ['denied'],
    'event.outcome': 'failure',
    'event.start': '2026-11-22T04:22:08.999Z',
    'event.duration': 1_000_000,
    'http.request.origin': 'https://evil.example.net',
    'http.request.origin_domain': 'evil.example.net',
    'http.request.origin_foreign': true,
    'http.request.bytes': 491,
    'http.response.status_code': 403,
    'http.response.bytes': 430,
    'http.response.body.bytes': 9,
    'url.path': '/admin/ws',
    'url.full': 'wss://app.example.com/admin/ws',
  },
}

/** Who an event is, and how the client's way is told: each product's own. */
export const isOwn = (field: string): boolean =>
  ['event.id', 'event.sequence', 'event.dataset', 'websocket.connection.id', 'http.request.id'].includes(field) ||
  field.startsWith('http.request.header.')

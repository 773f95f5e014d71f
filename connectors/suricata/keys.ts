// The keys of Suricata's EVE JSON: which of them are read, and what they mean.
import { number, text, time } from '../access/facts.ts'
import type { SaidKey } from '../joined/said.ts'
import type { JsonPath } from '../json/scan.ts'

/** Of every line that is about a connection. */
// biome-ignore format: table
export const linePaths = {
  timestamp:     ['timestamp'],
  flowId:        ['flow_id'],
  eventType:     ['event_type'],
  sourceIp:      ['src_ip'],
  sourcePort:    ['src_port'],
  destIp:        ['dest_ip'],
  destPort:      ['dest_port'],
  communityId:   ['community_id'],
  appProto:      ['app_proto'],
  direction:     ['direction'],
  status:        ['http', 'status'],
  protocol:      ['http', 'protocol'],
  requestHeads:  ['http', 'request_headers'],
  responseHeads: ['http', 'response_headers'],
  fin:           ['websocket', 'fin'],
  mask:          ['websocket', 'mask'],
  opcode:        ['websocket', 'opcode'],
  printable:     ['websocket', 'payload_printable'],
  base64:        ['websocket', 'payload_base64'],
  flowStart:     ['flow', 'start'],
  flowEnd:       ['flow', 'end'],
  flowSourceIp:  ['flow', 'src_ip'],
  flowSourcePort: ['flow', 'src_port'],
  flowDestIp:    ['flow', 'dest_ip'],
  flowDestPort:  ['flow', 'dest_port'],
} as const satisfies Record<string, JsonPath>

/** What is taken over as it stands, by event type: the name that it has among what was said, and where it is. */
// biome-ignore format: table
export const taken: Readonly<Record<EventType, readonly (readonly [name: string, path: JsonPath])[]>> = {
  http: [
    ['host', ['http', 'hostname']], ['host_port', ['http', 'http_port']], ['url', ['http', 'url']], ['user_agent', ['http', 'http_user_agent']],
    ['method', ['http', 'http_method']], ['referrer', ['http', 'http_refer']], ['forwarded_for', ['http', 'xff']],
    ['origin', ['http', 'origin']], ['cookie', ['http', 'cookie']], ['authorization', ['http', 'authorization']],
    ['accept_language', ['http', 'accept_language']], ['length', ['http', 'length']],
  ],
  flow: [
    ['bytes_toserver', ['flow', 'bytes_toserver']], ['bytes_toclient', ['flow', 'bytes_toclient']],
    ['pkts_toserver', ['flow', 'pkts_toserver']], ['pkts_toclient', ['flow', 'pkts_toclient']],
    ['state', ['flow', 'state']], ['reason', ['flow', 'reason']], ['tcp_state', ['tcp', 'state']], ['tx_cnt', ['flow', 'tx_cnt']],
  ],
  alert: [
    ['action', ['alert', 'action']], ['signature_id', ['alert', 'signature_id']], ['gid', ['alert', 'gid']], ['rev', ['alert', 'rev']],
    ['signature', ['alert', 'signature']], ['category', ['alert', 'category']], ['severity', ['alert', 'severity']],
  ],
  websocket: [],
}

export type EventType = 'http' | 'flow' | 'alert' | 'websocket'

export const isEventType = (name: string): name is EventType => Object.hasOwn(taken, name)

/** Headers that are read where all of them are logged, by their names in lower case. */
export const requestHeaders: Readonly<Record<string, string>> = {
  host: 'host',
  origin: 'origin',
  cookie: 'cookie',
  authorization: 'authorization',
  referer: 'referrer',
  'user-agent': 'user_agent',
  'accept-language': 'accept_language',
  'sec-fetch-mode': 'fetch_mode',
  upgrade: 'upgrade',
  'sec-websocket-key': 'key',
  'sec-websocket-version': 'version',
  'x-forwarded-for': 'forwarded_for',
  forwarded: 'forwarded',
  'x-real-ip': 'real_ip',
}

export const responseHeaders: Readonly<Record<string, string>> = {
  'sec-websocket-protocol': 'subprotocol',
  'sec-websocket-extensions': 'extensions',
}

/** Times are integer microseconds. */
// biome-ignore format: table
export const suricataKeys: readonly SaidKey[] = [
  ['started',         time('started', () => Number)],
  ['ended',           time('ended', () => Number)],
  ['client_ip',       text('peer')],
  ['client_port',     number('peerPort')],
  ['server_ip',       text('server')],
  ['server_port',     number('serverPort')],
  ['host',            text('hostHeader')],
  ['url',             text('target')],
  ['method',          text('method')],
  ['protocol',        text('protocol')],
  ['user_agent',      text('userAgent')],
  ['referrer',        text('referrer')],
  ['origin',          text('origin')],
  ['cookie',          text('cookie')],
  ['authorization',   text('authorization')],
  ['accept_language', text('acceptLanguage')],
  ['fetch_mode',      text('fetchMode')],
  ['upgrade',         text('upgrade')],
  ['key',             text('key')],
  ['version',         text('version')],
  ['forwarded_for',   text('forwardedFor')],
  ['forwarded',       text('forwarded')],
  ['real_ip',         text('realIp')],
  ['status',          text('status')],
  ['subprotocol',     text('subprotocol')],
  ['extensions',      text('extensions')],
  ['length',          number('responseBody')],
  ['closed_by',       text('endedBy')],
  ['flow_id'], ['state'], ['tcp_state'], ['tx_cnt'], ['gid'],
]

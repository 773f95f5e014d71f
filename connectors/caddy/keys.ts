// The keys of Caddy's access log → what they say.
import { createAnyTimeReader } from '../access/any-time.ts'
import { addressOf, portOf } from '../access/endpoint.ts'
import { type FactName, number, text, time } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import type { Zone } from '../access/zone.ts'
import type { JsonPath } from '../json/scan.ts'
import { type DurationUnit, readDuration } from './duration.ts'

const request = (key: string): JsonPath => ['request', key]
const header = (name: string): JsonPath => ['request', 'headers', name]

export const requestKey = 'request'
const headers = request('headers')

/** Names are as Go writes them, but of the answer some stand as the application sent them. */
const answered = (name: FactName, ...spellings: readonly string[]): readonly JsonKey[] =>
  spellings.map((spelling): JsonKey => [['resp_headers', spelling], text(name)])

// biome-ignore format: table
export const caddyKeys = (zone: Zone, integers: DurationUnit): readonly JsonKey[] => [
  [requestKey],
  [headers],
  ['ts',                            time('ended', () => createAnyTimeReader(zone))],
  ['timestamp',                     time('ended', () => createAnyTimeReader(zone))],
  ['time',                          time('ended', () => createAnyTimeReader(zone))],
  ['duration',                      text('took', (written) => readDuration(written, integers))],
  ['status',                        text('status')],
  ['bytes_read',                    number('requestBody')],
  ['size',                          number('responseBody')],
  ['user_id',                       text('user')],
  [request('client_ip'),            text('client')],
  [request('remote_ip'),            text('peer')],
  [request('remote_port'),          number('peerPort')],
  // Before Caddy 2.5.
  [request('remote_addr'),          text('peer', addressOf), text('peerPort', portOf)],
  [['request', 'tls', 'version'],   text('scheme', () => 'https')],
  [request('proto'),                text('protocol'), text('scheme', () => 'http')],
  [request('method'),               text('method')],
  [request('host'),                 text('hostHeader')],
  [request('uri'),                  text('target')],
  [header('User-Agent'),            text('userAgent')],
  [header('Referer'),               text('referrer')],
  [header('Origin'),                text('origin')],
  [header('Cookie'),                text('cookie')],
  [header('Authorization'),         text('authorization')],
  [header('Accept-Language'),       text('acceptLanguage')],
  [header('Sec-Fetch-Mode'),        text('fetchMode')],
  [header('Upgrade'),               text('upgrade')],
  // RFC 8441 section 4: over HTTP/2 this stands for Upgrade.
  [header(':protocol'),             text('upgrade')],
  [header('Sec-Websocket-Key'),     text('key')],
  [header('Sec-Websocket-Version'), text('version')],
  [header('X-Forwarded-For'),       text('forwardedFor')],
  [header('Forwarded'),             text('forwarded')],
  [header('X-Real-Ip'),             text('realIp')],
  ...answered('subprotocol', 'Sec-WebSocket-Protocol', 'Sec-Websocket-Protocol'),
  ...answered('extensions', 'Sec-WebSocket-Extensions', 'Sec-Websocket-Extensions'),
  ...answered('answeredUpgrade', 'Upgrade'),
]

/** Caddy logs all headers of a request: one that is not among them was not sent. */
export const vouchedBy = (path: JsonPath): JsonPath | null =>
  path.length === 3 && path[0] === requestKey && path[1] === 'headers' ? headers : null

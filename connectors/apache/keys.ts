// The keys of lines that are JSON: what a LogFormat that writes them usually calls the variables of Apache.
import { createAnyTimeReader } from '../access/any-time.ts'
import { microsecond, number, text, time, took } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import type { Zone } from '../access/zone.ts'

/** Apache writes `%t` in brackets, here too. */
const withoutBrackets = (read: (text: string) => number) => (logged: string) =>
  read(logged.startsWith('[') ? logged.slice(1, -1) : logged)

/** Where several say the same, the first counts. */
// biome-ignore format: table
export const apacheKeys = (zone: Zone): readonly JsonKey[] => [
  ['time',            time('started', () => withoutBrackets(createAnyTimeReader(zone)))],
  ['timestamp',       time('started', () => withoutBrackets(createAnyTimeReader(zone)))],
  ['peer',            text('peer')],
  ['peer_port',       number('peerPort')],
  ['client',          text('client'), text('peer')],
  ['remoteIP',        text('client'), text('peer')],
  ['remote_ip',       text('client'), text('peer')],
  ['user',            text('user')],
  ['host',            text('hostHeader')],
  ['server_name',     text('serverName')],
  ['server_port',     number('serverPort')],
  ['request',         text('requestLine')],
  ['method',          text('method')],
  ['path',            text('path')],
  ['query',           text('query')],
  ['protocol',        text('protocol')],
  ['status',          text('status')],
  ['bytes_in',        number('requestWhole')],
  ['bytes_out',       number('responseWhole')],
  ['duration_us',     took(microsecond)],
  ['upgrade',         text('upgrade')],
  ['origin',          text('origin')],
  ['cookie',          text('cookie')],
  ['authorization',   text('authorization')],
  ['referer',         text('referrer')],
  ['user_agent',      text('userAgent')],
  ['userAgent',       text('userAgent')],
  ['accept_language', text('acceptLanguage')],
  ['x_forwarded_for', text('forwardedFor')],
  ['version',         text('version')],
  ['subprotocol',     text('subprotocol')],
  ['extensions',      text('extensions')],
  ['request_id',      text('requestId')],
  // Which product it is, which every event says already.
  ['log'],
]

// The fields of Zeek's logs: which of them are read, and what they mean.
import { number, text, time } from '../access/facts.ts'
import type { SaidKey } from '../joined/said.ts'

export type Log = 'conn' | 'http' | 'weird' | 'websocket'

const endpoints = ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'community_id'] as const

/** Columns that are read of each log, beside `ts` and `uid`. */
// biome-ignore format: table
export const fieldsOfLog: Readonly<Record<Log, readonly string[]>> = {
  websocket: [...endpoints, 'host', 'uri', 'user_agent', 'subprotocol', 'server_extensions', 'method', 'version', 'origin', 'client_version'],
  http:      [...endpoints, 'host', 'uri', 'user_agent', 'method', 'version', 'origin', 'referrer', 'username', 'status_code', 'response_body_len', 'proxied', 'client_header_names', 'trans_depth'],
  conn:      [...endpoints, 'proto', 'service', 'duration', 'orig_bytes', 'resp_bytes', 'conn_state', 'history', 'missed_bytes', 'orig_pkts', 'resp_pkts'],
  weird:     [...endpoints, 'name', 'addl'],
}

export const logs = Object.keys(fieldsOfLog) as readonly Log[]

export const isLog = (name: string): name is Log => Object.hasOwn(fieldsOfLog, name)

/** Zeek's times and spans become integer microseconds and nanoseconds when a line is read. */
// biome-ignore format: table
export const zeekKeys: readonly SaidKey[] = [
  ['started',           time('started', () => Number)],
  ['ended',             time('ended', () => Number)],
  ['id.orig_h',         text('peer')],
  ['id.orig_p',         number('peerPort')],
  ['id.resp_h',         text('server')],
  ['id.resp_p',         number('serverPort')],
  ['host',              text('hostHeader')],
  ['uri',               text('target')],
  ['method',            text('method')],
  ['version',           text('protocol')],
  ['user_agent',        text('userAgent')],
  ['origin',            text('origin')],
  ['referrer',          text('referrer')],
  ['username',          text('user')],
  ['upgrade',           text('upgrade')],
  ['status_code',       text('status')],
  ['response_body_len', number('responseBody')],
  ['forwarded_for',     text('forwardedFor')],
  ['forwarded',         text('forwarded')],
  ['subprotocol',       text('subprotocol')],
  ['server_extensions', text('extensions')],
  ['client_version',    text('version')],
  ['orig_bytes',        number('requestWhole')],
  ['resp_bytes',        number('responseWhole')],
  ['ended_by',          text('endedBy')],
  ['uid'], ['service'], ['conn_state'], ['history'], ['missed_bytes'], ['orig_pkts'], ['resp_pkts'], ['addl'],
]

/** Read where they are needed, and not as they stand. */
const readOtherwise: readonly string[] = ['duration', 'proxied', 'client_header_names', 'trans_depth', 'proto']

const keptOf = (log: Log): readonly string[] => fieldsOfLog[log].filter((name) => !readOtherwise.includes(name))

/** Columns that are kept as they stand. */
export const keptOfLog: Readonly<Record<Log, readonly string[]>> = {
  websocket: keptOf('websocket'),
  http: keptOf('http'),
  conn: keptOf('conn'),
  weird: keptOf('weird'),
}

export interface ZeekAnomaly {
  readonly name: string
  readonly reference: string | null
}

// biome-ignore format: table
const anomalies: Readonly<Record<string, ZeekAnomaly>> = {
  websocket_wrong_accept_header:         { name: 'accept_mismatch',        reference: 'RFC 6455 4.2.2' },
  websocket_missing_accept_header:       { name: 'accept_mismatch',        reference: 'RFC 6455 4.2.2' },
  websocket_missing_key_header:          { name: 'key_invalid',            reference: 'RFC 6455 4.1' },
  websocket_multiple_key_headers:        { name: 'key_invalid',            reference: 'RFC 6455 11.3.1' },
  websocket_control_frame_size_exceeded: { name: 'control_frame_too_long', reference: 'RFC 6455 5.5' },
}

/** What weird.log calls a violation → the sensor's name for it; Zeek's own where it has none. */
export const anomalyOf = (name: string): ZeekAnomaly => anomalies[name] ?? { name, reference: null }

// The keys of lines that are JSON: what json_formats usually call Envoy's operators.
import { createAnyTimeReader } from '../access/any-time.ts'
import { text, time } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import { meaningsOf } from './operators.ts'

const started = time('started', () => createAnyTimeReader())

/** Those of Istio, Envoy Gateway, Contour and Envoy's own examples. Where several say the same, the first counts. */
// biome-ignore format: table
const operators: readonly (readonly [operator: string, ...keys: string[]])[] = [
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'downstream_direct_remote_address'],
  ['DOWNSTREAM_REMOTE_ADDRESS',        'downstream_remote_address'],
  ['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', 'downstream_remote_address_without_port'],
  ['DOWNSTREAM_LOCAL_ADDRESS',         'downstream_local_address'],
  ['REQUESTED_SERVER_NAME',            'requested_server_name'],
  ['DOWNSTREAM_TLS_VERSION',           'downstream_tls_version'],
  ['REQ(:METHOD)',                     'method', ':method', 'request_method'],
  ['REQ(X-ENVOY-ORIGINAL-PATH?:PATH)', 'path', ':path', 'x-envoy-original-path', 'x-envoy-origin-path', 'request_path'],
  ['PROTOCOL',                         'protocol'],
  ['REQ(:AUTHORITY)',                  'authority', ':authority', 'host'],
  ['REQ(:SCHEME)',                     'scheme', ':scheme'],
  ['RESPONSE_CODE',                    'response_code', 'status', 'status_code'],
  ['RESPONSE_FLAGS',                   'response_flags', 'response_flags_long'],
  ['RESPONSE_CODE_DETAILS',            'response_code_details'],
  ['BYTES_RECEIVED',                   'bytes_received'],
  ['BYTES_SENT',                       'bytes_sent'],
  ['DOWNSTREAM_WIRE_BYTES_RECEIVED',   'downstream_wire_bytes_received'],
  ['DOWNSTREAM_WIRE_BYTES_SENT',       'downstream_wire_bytes_sent'],
  ['DURATION',                         'duration'],
  ['REQ(X-REQUEST-ID)',                'request_id', 'x-request-id'],
  ['REQ(USER-AGENT)',                  'user_agent', 'user-agent'],
  ['REQ(REFERER)',                     'referer'],
  ['REQ(ORIGIN)',                      'origin'],
  ['REQ(UPGRADE)',                     'upgrade'],
  ['REQ(COOKIE)',                      'cookie'],
  ['REQ(AUTHORIZATION)',               'authorization'],
  ['REQ(ACCEPT-LANGUAGE)',             'accept_language', 'accept-language'],
  ['REQ(SEC-WEBSOCKET-VERSION)',       'sec_websocket_version', 'sec-websocket-version'],
  ['RESP(SEC-WEBSOCKET-PROTOCOL)',     'subprotocol'],
  ['RESP(SEC-WEBSOCKET-EXTENSIONS)',   'extensions'],
  ['REQ(X-FORWARDED-FOR)',             'x_forwarded_for', 'x-forwarded-for'],
]

export const envoyKeys: readonly JsonKey[] = [
  ...['start_time', '@timestamp', 'timestamp', 'time'].map((key): JsonKey => [key, started]),
  ...operators.flatMap(([operator, ...keys]) => keys.map((key): JsonKey => [key, ...meaningsOf(operator)])),
  ['request', text('requestLine')],
]

export const keptKeys: readonly string[] = ['response_flags', 'response_flags_long', 'response_code_details']

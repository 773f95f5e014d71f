// The variables of nginx that have a meaning here, the shapes of their values, and the keys that people give them in JSON.
import type { Shapes } from '../template/split.ts'

/** Variable → keys of a JSON line that hold it, the surest first. Any other variable is kept as `nginx.<name>`. */
// biome-ignore format: table
export const jsonKeys = {
  time_local:                            ['time_local', 'timestamp', 'time'],
  time_iso8601:                          ['time_iso8601', '@timestamp', 'timestamp', 'time'],
  msec:                                  ['msec', 'timestamp', 'time', 'ts'],
  remote_addr:                           ['remote_addr', 'remote_ip', 'client_ip', 'clientip', 'client'],
  remote_port:                           ['remote_port', 'client_port'],
  realip_remote_addr:                    ['realip_remote_addr'],
  remote_user:                           ['remote_user', 'user'],
  server_addr:                           ['server_addr'],
  server_port:                           ['server_port'],
  request:                               ['request', 'request_line'],
  request_method:                        ['request_method', 'method'],
  request_uri:                           ['request_uri', 'uri', 'url', 'path'],
  uri:                                   ['document_uri'],
  args:                                  ['args', 'query_string', 'query'],
  server_protocol:                       ['server_protocol', 'protocol'],
  scheme:                                ['scheme'],
  host:                                  ['host', 'vhost'],
  http_host:                             ['http_host'],
  server_name:                           ['server_name'],
  status:                                ['status', 'status_code'],
  body_bytes_sent:                       ['body_bytes_sent', 'bytes'],
  bytes_sent:                            ['bytes_sent'],
  request_length:                        ['request_length'],
  request_time:                          ['request_time', 'duration'],
  request_id:                            ['request_id'],
  http_user_agent:                       ['http_user_agent', 'user_agent', 'agent'],
  http_referer:                          ['http_referer', 'http_referrer', 'referer', 'referrer'],
  http_origin:                           ['http_origin', 'origin'],
  http_cookie:                           ['http_cookie', 'cookie'],
  http_authorization:                    ['http_authorization', 'authorization'],
  http_accept_language:                  ['http_accept_language', 'accept_language'],
  http_upgrade:                          ['http_upgrade', 'upgrade'],
  http_x_forwarded_for:                  ['http_x_forwarded_for', 'x_forwarded_for', 'proxy_add_x_forwarded_for'],
  http_forwarded:                        ['http_forwarded'],
  http_x_real_ip:                        ['http_x_real_ip', 'x_real_ip'],
  http_sec_fetch_mode:                   ['http_sec_fetch_mode', 'sec_fetch_mode'],
  http_sec_websocket_key:                ['http_sec_websocket_key', 'sec_websocket_key'],
  http_sec_websocket_version:            ['http_sec_websocket_version', 'sec_websocket_version'],
  sent_http_sec_websocket_protocol:      ['sent_http_sec_websocket_protocol', 'sent_sec_websocket_protocol'],
  sent_http_sec_websocket_extensions:    ['sent_http_sec_websocket_extensions', 'sent_sec_websocket_extensions'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type VariableName = keyof typeof jsonKeys

/** Other names for the same variable. */
export const synonyms: Readonly<Record<string, VariableName>> = {
  document_uri: 'uri',
  query_string: 'args',
  // The header with `$remote_addr` behind it: the same way, one step longer.
  proxy_add_x_forwarded_for: 'http_x_forwarded_for',
}

export const isVariable = (name: string): name is VariableName => Object.hasOwn(jsonKeys, name)

/** Those that tell when the line was written, the finest first. */
export const timeVariables = ['msec', 'time_iso8601', 'time_local'] as const satisfies readonly VariableName[]

export const shapes: Shapes = {
  lengths: { time_local: '22/Nov/2026:04:22:05 +0000'.length, time_iso8601: '2026-11-22T04:22:05+00:00'.length },
  leads: { request_uri: '/', uri: '/' },
}

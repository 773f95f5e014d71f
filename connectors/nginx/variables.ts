// The variables of nginx: what they mean, the shapes of their values, and the keys that people give them in JSON.
import { type Meaning, number, second, text, time, took } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import type { Variables } from '../access/template-values.ts'
import { createIsoTimeReader, createLocalTimeReader, createSecondsReader } from '../access/time.ts'

interface Variable {
  readonly name: string
  readonly meanings: readonly Meaning[]
  /** Keys of a JSON line that hold it, the surest first. */
  readonly keys: readonly string[]
}

const variable = (name: string, meaning: Meaning | readonly Meaning[], keys: readonly string[] = []): Variable => ({
  name,
  meanings: [meaning].flat(),
  keys: [name, ...keys],
})

/** Where several say the same, the first counts. Any other variable is kept as `nginx.<name>`. */
// biome-ignore format: table
const variables: readonly Variable[] = [
  variable('msec',                               time('ended', createSecondsReader), ['timestamp', 'time', 'ts']),
  variable('time_iso8601',                       time('ended', createIsoTimeReader), ['@timestamp', 'timestamp', 'time']),
  variable('time_local',                         time('ended', createLocalTimeReader), ['timestamp', 'time']),
  variable('realip_remote_addr',                 text('peer')),
  variable('remote_addr',                        [text('client'), text('peer')], ['remote_ip', 'client_ip', 'clientip', 'client']),
  variable('remote_port',                        number('peerPort'), ['client_port']),
  variable('remote_user',                        text('user'), ['user']),
  variable('server_addr',                        text('server')),
  variable('server_port',                        number('serverPort')),
  variable('request',                            text('requestLine'), ['request_line']),
  variable('request_method',                     text('method'), ['method']),
  variable('request_uri',                        text('target'), ['uri', 'url', 'path']),
  variable('uri',                                text('path'), ['document_uri']),
  variable('args',                               text('query'), ['query_string', 'query']),
  variable('server_protocol',                    text('protocol'), ['protocol']),
  variable('scheme',                             text('scheme')),
  variable('host',                               text('host'), ['vhost']),
  variable('http_host',                          text('hostHeader')),
  variable('server_name',                        text('serverName')),
  variable('status',                             text('status'), ['status_code']),
  variable('body_bytes_sent',                    number('responseBody'), ['bytes']),
  variable('bytes_sent',                         number('responseWhole')),
  variable('request_length',                     number('requestHead')),
  variable('request_time',                       took(second), ['duration']),
  variable('request_id',                         text('requestId')),
  variable('http_user_agent',                    text('userAgent'), ['user_agent', 'agent']),
  variable('http_referer',                       text('referrer'), ['http_referrer', 'referer', 'referrer']),
  variable('http_origin',                        text('origin'), ['origin']),
  variable('http_cookie',                        text('cookie'), ['cookie']),
  variable('http_authorization',                 text('authorization'), ['authorization']),
  variable('http_accept_language',               text('acceptLanguage'), ['accept_language']),
  variable('http_upgrade',                       text('upgrade'), ['upgrade']),
  variable('http_x_forwarded_for',               text('forwardedFor'), ['x_forwarded_for', 'proxy_add_x_forwarded_for']),
  variable('http_forwarded',                     text('forwarded')),
  variable('http_x_real_ip',                     text('realIp'), ['x_real_ip']),
  variable('http_sec_fetch_mode',                text('fetchMode'), ['sec_fetch_mode']),
  variable('http_sec_websocket_key',             text('key'), ['sec_websocket_key']),
  variable('http_sec_websocket_version',         text('version'), ['sec_websocket_version']),
  variable('sent_http_sec_websocket_protocol',   text('subprotocol'), ['sent_sec_websocket_protocol']),
  variable('sent_http_sec_websocket_extensions', text('extensions'), ['sent_sec_websocket_extensions']),
]

/** Of what is read. */
export const nginxMeanings: readonly string[] = variables.map(({ name }) => name)

const byName = new Map(variables.map(({ name, meanings }) => [name, meanings]))
const ranks = new Map(variables.map(({ name }, rank) => [name, rank]))

/** Other names for the same variable. */
export const synonyms: Readonly<Record<string, string>> = {
  document_uri: 'uri',
  query_string: 'args',
  // The header with `$remote_addr` behind it: the same way, one step longer.
  proxy_add_x_forwarded_for: 'http_x_forwarded_for',
}

/** Those that tell when the line was written, the finest first. */
export const timeVariables: readonly string[] = ['msec', 'time_iso8601', 'time_local']

const cookiePrefix = 'cookie_'

export const nginxVariables: Variables = {
  meanings: (name) =>
    name.startsWith(cookiePrefix)
      ? [{ kind: 'cookie', name: name.slice(cookiePrefix.length) }]
      : (byName.get(name) ?? []),
  rank: (name) => ranks.get(name) ?? ranks.size,
  shapes: {
    lengths: { time_local: '22/Nov/2026:04:22:05 +0000'.length, time_iso8601: '2026-11-22T04:22:05+00:00'.length },
    leads: { request_uri: '/', uri: '/' },
  },
}

export const nginxKeys: readonly JsonKey[] = variables.flatMap(({ keys, meanings }) =>
  keys.map((key): JsonKey => [key, ...meanings]),
)

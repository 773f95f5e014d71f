// A line's meaning → the fields of its events: the one table from which columns and documents are filled.
import { categoryBit, ecsCategory } from '../../src/event/category.ts'
import type { FieldName } from '../../src/event/schema.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { maskQuery } from '../../src/request/session.ts'
import { maskUrl } from '../request-line.ts'
import type { Line } from './line.ts'

export type EventKind = 'handshake' | 'connection' | 'request'

export interface LineField {
  /** In the schema, an ECS name beside it, or nginx's own. */
  readonly name: FieldName | EcsName | SentName
  /** The kinds of event that have it; all where absent. */
  readonly on?: readonly EventKind[]
  read(line: Line): Value
}

type EcsName = 'http.request.id' | 'http.request.bytes' | 'http.response.bytes'

/** Read for `client.ip`, and kept as sent for those who want to see the whole way. */
type SentName = `nginx.http_${'x_forwarded_for' | 'forwarded' | 'x_real_ip'}`

const upgrade = ['handshake', 'connection'] as const
const ended = ['connection'] as const

// biome-ignore format: table
export const lineFields: readonly LineField[] = [
  { name: 'source.ip',                         read: (line) => line.text('realip_remote_addr') ?? line.text('remote_addr') },
  { name: 'source.port',                       read: (line) => line.number('remote_port') },
  { name: 'client.ip',                         read: (line) => line.clientIp() },
  { name: 'destination.ip',                    read: (line) => line.text('server_addr') },
  { name: 'destination.port',                  read: (line) => line.number('server_port') },
  { name: 'user.name',                         read: (line) => line.text('remote_user') },
  { name: 'http.request.method',               read: (line) => line.requestLine()?.method ?? line.text('request_method') },
  { name: 'http.version',                      read: (line) => line.requestLine()?.version ?? line.text('server_protocol')?.replace(/^HTTP\//, '') ?? null },
  { name: 'http.request.id',                   read: (line) => line.text('request_id') },
  { name: 'http.request.bytes',                read: (line) => line.number('request_length') },
  { name: 'http.request.referrer',             read: (line) => masked(line.text('http_referer')) },
  { name: 'http.request.origin',               read: (line) => line.origin()?.origin ?? null },
  { name: 'http.request.origin_domain',        read: (line) => line.origin()?.domain ?? null },
  { name: 'http.request.origin_foreign',       read: (line) => line.origin()?.foreign ?? null },
  { name: 'http.request.cookie.names',         read: (line) => nonEmpty(line.cookieNames()) },
  { name: 'http.request.cookie.present',       read: (line) => isNonEmpty(line.cookieNames()) },
  { name: 'http.request.authorization.scheme', read: (line) => firstWord(line.text('http_authorization')) },
  { name: 'http.response.status_code',         read: (line) => line.number('status') },
  { name: 'http.response.body.bytes',          read: (line) => line.number('body_bytes_sent') },
  { name: 'http.response.bytes',               read: (line) => line.number('bytes_sent') },
  { name: 'session.id',                        read: (line) => line.session()?.id ?? null },
  { name: 'session.from',                      read: (line) => line.session()?.from ?? null },
  { name: 'url.domain',                        read: (line) => line.domain() },
  { name: 'url.path',                          read: (line) => line.target()?.path ?? null },
  { name: 'url.query',                         read: (line) => queryOf(line) },
  { name: 'url.full',                          read: fullUrl },
  { name: 'user_agent.original',               read: (line) => line.text('http_user_agent') },
  { name: 'network.transport',                 read: () => 'tcp' },
  { name: 'network.protocol',                  read: (line) => (line.kind() === 'request' ? 'http' : 'websocket') },
  { name: 'websocket.version',                 on: upgrade, read: (line) => line.text('http_sec_websocket_version') },
  { name: 'websocket.subprotocol',             on: upgrade, read: (line) => line.text('sent_http_sec_websocket_protocol') },
  { name: 'websocket.extensions',              on: upgrade, read: (line) => listed(line.text('sent_http_sec_websocket_extensions')) },
  { name: 'websocket.server.bytes',            on: ended,   read: (line) => line.number('body_bytes_sent') },
  { name: 'event.start',                                    read: startTime },
  { name: 'event.end',                         on: ended,   read: (line) => formatTime(line.time()) },
  { name: 'event.duration',                                 read: (line) => nanoseconds(line.tookUs()) },
  { name: 'event.outcome', on: ['handshake'],               read: (line) => (line.kind() === 'upgraded' ? 'success' : 'failure') },
  { name: '@timestamp',                                     read: (line) => formatTime(line.time()) },
  { name: 'event.type',    on: ['handshake'],               read: (line) => (line.kind() === 'upgraded' ? ['start', 'allowed'] : ['denied']) },
  { name: 'event.type',    on: ended,                       read: () => ['end'] },
  { name: 'event.type',    on: ['request'],                 read: () => ['access'] },
  { name: 'event.kind',                                     read: () => 'event' },
  { name: 'event.dataset',                                  read: () => 'nginx' },
  { name: 'event.category', on: ['handshake'],              read: () => ecsCategory.handshake! },
  { name: 'event.category', on: ['connection'],             read: () => ecsCategory.connection! },
  { name: 'event.category', on: ['request'],                read: () => ecsCategory.request! },
  { name: 'nginx.http_x_forwarded_for',                     read: (line) => line.text('http_x_forwarded_for') },
  { name: 'nginx.http_forwarded',                           read: (line) => line.text('http_forwarded') },
  { name: 'nginx.http_x_real_ip',                           read: (line) => line.text('http_x_real_ip') },
]

/** The kinds of event of the two lines that an upgrade or anything else gives, with their bits. */
export const kindBits: Readonly<Record<EventKind, number>> = {
  handshake: categoryBit('handshake') | categoryBit('network'),
  connection: categoryBit('connection') | categoryBit('network'),
  request: categoryBit('request') | categoryBit('web'),
}

const masked = (url: string | null): string | null => (url === null ? null : maskUrl(url))

const firstWord = (text: string | null): string | null => text?.split(' ', 1)[0]?.toLowerCase() ?? null

const nonEmpty = (names: readonly string[] | null): readonly string[] | null => (names?.length ? names : null)

const isNonEmpty = (names: readonly string[] | null): boolean | null => (names === null ? null : names.length > 0)

const listed = (header: string | null): readonly string[] | null =>
  header === null ? null : header.split(',').map((item) => item.trim())

const nanoseconds = (us: number | null): number | null => (us === null ? null : us * 1000)

function startTime(line: Line): string | null {
  const took = line.tookUs()
  return took === null ? null : formatTime(line.time() - took)
}

function queryOf(line: Line): string | null {
  const query = line.target()?.rawQuery
  return query === undefined || query === null ? null : maskQuery(query)
}

function fullUrl(line: Line): string | null {
  const scheme = line.text('scheme')
  const host = line.hostHeader()
  const target = line.target()
  if (scheme === null || host === null || target === null) return null
  const socketScheme = scheme === 'https' ? 'wss' : 'ws'
  const query = queryOf(line)
  return `${line.kind() === 'request' ? scheme : socketScheme}://${host}${target.path}${query === null ? '' : `?${query}`}`
}

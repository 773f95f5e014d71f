// A line's meaning → the fields of its events: the one table from which columns and documents are filled.
import { categoryBit, ecsCategory } from '../../src/event/category.ts'
import type { FieldName } from '../../src/event/schema.ts'
import { formatTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import { maskUrl, withoutTokens } from '../../src/request/tokens.ts'
import { fact } from './facts.ts'
import type { AccessLine } from './line.ts'
import { requestBytes, responseBytes } from './transferred.ts'

export type EventKind = 'handshake' | 'connection' | 'request'

export interface LineField {
  /** In the schema, or an ECS name beside it. */
  readonly name: FieldName | EcsName | SentName
  /** The kinds of event that have it; all where absent. */
  readonly on?: readonly EventKind[]
  read(line: AccessLine): Value
}

type EcsName = 'http.request.id' | 'http.request.bytes' | 'http.response.bytes'

/** Read for `client.ip`, and kept as sent for those who want to see the whole way. */
type SentName = `http.request.header.${'x_forwarded_for' | 'forwarded' | 'x_real_ip'}`

const upgrade = ['handshake', 'connection'] as const
const ended = ['connection'] as const
const ends = ['connection', 'request'] as const

// biome-ignore format: table
export const lineFields: readonly LineField[] = [
  { name: '@timestamp',                        read: (line) => formatted(line.time()) },
  { name: 'source.ip',                         read: (line) => line.text(fact.peer) },
  { name: 'source.port',                       read: (line) => line.number(fact.peerPort) },
  { name: 'source.as.number',                  read: (line) => line.number(fact.peerNetwork) },
  { name: 'client.ip',                         read: (line) => line.clientIp() },
  { name: 'destination.ip',                    read: (line) => line.text(fact.server) },
  { name: 'destination.port',                  read: (line) => line.number(fact.serverPort) },
  { name: 'user.name',                         read: (line) => line.text(fact.user) },
  { name: 'http.request.method',               read: (line) => line.requestLine()?.method ?? line.text(fact.method) },
  { name: 'http.version',                      read: (line) => line.requestLine()?.version ?? line.text(fact.protocol)?.replace(/^HTTP\//, '') ?? null },
  { name: 'http.request.id',                   read: (line) => line.text(fact.requestId) },
  { name: 'http.request.bytes', on: ['handshake'],  read: (line) => requestBytes(line).ofHandshake },
  { name: 'http.request.bytes', on: ends,      read: (line) => requestBytes(line).whole },
  { name: 'http.request.referrer',             read: (line) => masked(line.text(fact.referrer)) },
  { name: 'http.request.origin',               read: (line) => line.origin()?.origin ?? null },
  { name: 'http.request.origin_domain',        read: (line) => line.origin()?.domain ?? null },
  { name: 'http.request.origin_foreign',       read: (line) => line.origin()?.foreign ?? null },
  { name: 'http.request.cookie.names',         read: (line) => nonEmpty(line.cookieNames()) },
  { name: 'http.request.cookie.present',       read: (line) => line.sendsCookies() },
  { name: 'http.request.authorization.scheme', read: (line) => line.authorizationScheme() },
  { name: 'http.request.header.x_forwarded_for', read: (line) => line.text(fact.forwardedFor) },
  { name: 'http.request.header.forwarded',     read: (line) => line.text(fact.forwarded) },
  { name: 'http.request.header.x_real_ip',     read: (line) => line.text(fact.realIp) },
  { name: 'http.response.status_code',         read: (line) => line.number(fact.status) },
  { name: 'http.response.body.bytes', on: ['handshake'], read: (line) => ofRefusal(line, line.number(fact.responseBody)) },
  { name: 'http.response.body.bytes', on: ends, read: (line) => line.number(fact.responseBody) },
  { name: 'http.response.bytes', on: ['handshake'], read: (line) => responseBytes(line).ofHandshake },
  { name: 'http.response.bytes', on: ends,     read: (line) => responseBytes(line).whole },
  { name: 'session.id',                        read: (line) => line.session()?.id ?? null },
  { name: 'session.from',                      read: (line) => line.session()?.from ?? null },
  { name: 'url.domain',                        read: (line) => line.domain() },
  { name: 'url.path',                          read: (line) => line.target()?.path ?? null },
  { name: 'url.query',                         read: (line) => line.query() },
  { name: 'url.full',                          read: fullUrl },
  { name: 'user_agent.original',               read: (line) => line.text(fact.userAgent) },
  { name: 'network.transport',                 read: () => 'tcp' },
  { name: 'network.protocol',                  read: (line) => (line.kind() === 'request' ? 'http' : 'websocket') },
  { name: 'websocket.version',    on: upgrade, read: (line) => line.text(fact.version) },
  { name: 'websocket.subprotocol', on: upgrade, read: subprotocolOf },
  { name: 'websocket.extensions', on: upgrade, read: (line) => listed(line.text(fact.extensions)) },
  { name: 'websocket.client.bytes', on: ended, read: (line) => requestBytes(line).frames },
  { name: 'websocket.server.bytes', on: ended, read: (line) => responseBytes(line).frames },
  { name: 'websocket.close.by',   on: ended,   read: (line) => line.text(fact.endedBy) },
  { name: 'websocket.close.reason', on: ended, read: (line) => line.text(fact.endReason) },
  { name: 'event.start',                       read: (line) => formatted(line.started()) },
  { name: 'event.end',            on: ended,   read: (line) => formatted(line.ended()) },
  { name: 'event.duration', on: ['handshake'], read: (line) => ofRefusal(line, line.took()) },
  { name: 'event.duration',       on: ends,    read: (line) => line.took() },
  { name: 'event.outcome', on: ['handshake'],  read: (line) => (line.kind() === 'upgraded' ? 'success' : 'failure') },
  { name: 'event.type',    on: ['handshake'],  read: (line) => (line.kind() === 'upgraded' ? ['start', 'allowed'] : ['denied']) },
  { name: 'event.type',           on: ended,   read: () => ['end'] },
  { name: 'event.type',    on: ['request'],    read: () => ['access'] },
  { name: 'event.kind',                        read: () => 'event' },
  { name: 'event.category', on: ['handshake'], read: () => ecsCategory.handshake! },
  { name: 'event.category', on: ended,         read: () => ecsCategory.connection! },
  { name: 'event.category', on: ['request'],   read: () => ecsCategory.request! },
]

/** The categories of each kind of event. */
export const kindBits: Readonly<Record<EventKind, number>> = {
  handshake: categoryBit('handshake') | categoryBit('network'),
  connection: categoryBit('connection') | categoryBit('network'),
  request: categoryBit('request') | categoryBit('web'),
}

/** The kind of an event with these categories. */
export const kindOf = (categories: number): EventKind =>
  categories === kindBits.handshake ? 'handshake' : categories === kindBits.connection ? 'connection' : 'request'

/** What a line says of all that was upgraded is the connection's, not the handshake's. */
const ofRefusal = (line: AccessLine, value: number | null): number | null => (line.kind() === 'refused' ? value : null)

const masked = (url: string | null): string | null => (url === null ? null : maskUrl(url))

const nonEmpty = (names: readonly string[] | null): readonly string[] | null => (names?.length ? names : null)

const listed = (header: string | null): readonly string[] | null =>
  header === null ? null : header.split(',').map((item) => item.trim())

const formatted = (us: number): string | null => (Number.isNaN(us) ? null : formatTime(us))

function subprotocolOf(line: AccessLine): string | null {
  const subprotocol = line.text(fact.subprotocol)
  return subprotocol && withoutTokens(subprotocol)
}

function fullUrl(line: AccessLine): string | null {
  const scheme = line.text(fact.scheme)
  const host = line.hostHeader()
  const target = line.target()
  if (scheme === null || host === null || target === null) return null
  const secure = scheme === 'https' || scheme === 'wss'
  const spoken = line.kind() === 'request' ? (secure ? 'https' : 'http') : secure ? 'wss' : 'ws'
  const query = line.query()
  return `${spoken}://${host}${target.path}${query === null ? '' : `?${query}`}`
}

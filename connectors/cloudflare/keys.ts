// The fields of Cloudflare's datasets http_requests and websocket_analytics → what they say.
import { createAnyTimeReader } from '../access/any-time.ts'
import { type Meaning, number, text, time } from '../access/facts.ts'
import { requestHeader, responseHeader } from '../access/headers.ts'
import type { JsonKey } from '../access/json-values.ts'

/** Timestamps are numbers or texts, as the job says. */
const started = time('started', () => createAnyTimeReader())
const ended = time('ended', () => createAnyTimeReader())

/** Custom fields are named in the job as their user writes them, and logged in small letters. */
const custom = (holder: string, names: readonly string[], meaningOf: (name: string) => readonly Meaning[]) =>
  names.map((name): JsonKey => [[holder, name], ...meaningOf(name)])

// biome-ignore format: table
const both: readonly JsonKey[] = [
  ['EdgeStartTimestamp',     started],
  ['EdgeEndTimestamp',       ended],
  ['RayID',                  text('connectionId'), text('requestId')],
  ['ClientIP',               text('peer')],
  ['ClientASN',              number('peerNetwork')],
  ['ClientRequestHost',      text('hostHeader')],
  ['ClientRequestPath',      text('path')],
  ['ClientRequestUserAgent', text('userAgent')],
]

// biome-ignore format: table
export const requestKeys: readonly JsonKey[] = [
  ...both,
  ['ClientSrcPort',         number('peerPort')],
  ['ClientRequestMethod',   text('method')],
  ['ClientRequestURI',      text('target')],
  ['ClientRequestProtocol', text('protocol')],
  ['ClientRequestScheme',   text('scheme')],
  ['ClientRequestReferer',  text('referrer')],
  ['ClientRequestBytes',    number('requestWhole')],
  ['EdgeResponseStatus',    text('status')],
  ['EdgeResponseBytes',     number('responseWhole')],
  ['EdgeResponseBodyBytes', number('responseBody')],
  ['Cookies',               text('cookie')],
  ...custom('RequestHeaders', ['origin', 'upgrade', 'cookie', 'authorization', 'accept-language', 'sec-fetch-mode'], requestHeader),
  ...custom('RequestHeaders', ['sec-websocket-key', 'sec-websocket-version', 'x-forwarded-for', 'forwarded', 'x-real-ip'], requestHeader),
  ...custom('ResponseHeaders', ['sec-websocket-protocol', 'sec-websocket-extensions'], responseHeader),
]

/** A line of http_requests has these, in whatever choice of fields. */
export const ofRequests = ['EdgeResponseStatus', 'ClientRequestMethod', 'ClientRequestURI'] as const

const closers: Readonly<Record<string, string>> = { downstream: 'client', upstream: 'server', me: 'limit' }

/** Every line is of a connection that was established: RFC 6455 section 4.2.2 knows no other status for that. */
const established: readonly Meaning[] = [text('upgrade', () => 'websocket'), text('status', () => '101')]

// biome-ignore format: table
export const connectionKeys: readonly JsonKey[] = [
  ...both,
  ['ConnectionID',          ...established],
  ['BytesReceivedClient',   number('requestBody'), ...established],
  ['BytesSentClient',       number('responseBody'), ...established],
  ['ConnectionCloseSource', text('endedBy', (source) => closers[source] ?? null), ...established],
  ['ConnectionCloseReason', text('endReason', (reason) => (reason === 'none' ? null : reason)), ...established],
]

/** A line of websocket_analytics has one of these. */
export const ofConnections = [
  'ConnectionID',
  'BytesReceivedClient',
  'BytesSentClient',
  'ConnectionCloseSource',
  'ConnectionCloseReason',
] as const

// The keys of Traefik's access log → what they say.
import { addressOf, portOf } from '../access/endpoint.ts'
import { type Meaning, number, text, time } from '../access/facts.ts'
import { requestHeader, responseHeader } from '../access/headers.ts'
import type { JsonKey } from '../access/json-values.ts'
import { createIsoTimeReader } from '../access/time.ts'
import type { JsonPath } from '../json/scan.ts'

/** X-Forwarded-For as the proxies before Traefik sent it, which stands in place of the client's address where there is one. */
const isChain = (host: string): boolean => host.includes(',')
const nearest = (host: string): string => host.slice(host.lastIndexOf(',') + 1).trim()

/** Who called the nearest of them, and the whole way where there is one. */
export const clientHost: readonly Meaning[] = [
  text('client', nearest),
  text('peer', nearest),
  text('forwardedFor', (host) => (isChain(host) ? host : null)),
]

/** What is only said to have been there says something of some headers, and of others nothing. */
const sent = (name: string): JsonKey => [`request_${name}`, ...requestHeader(name)]
const shown = (name: string): JsonKey => [`request_${name}`, ...requestHeader(name).map(unlessRedacted)]

/** As the client got it; where that is not kept, as the application sent it. */
const answered = (name: string): readonly JsonKey[] =>
  ['downstream', 'origin'].map((who): JsonKey => [`${who}_${name}`, ...responseHeader(name).map(unlessRedacted)])

function unlessRedacted(meaning: Meaning): Meaning {
  return meaning.kind === 'text' ? { ...meaning, read: (value) => (value === 'REDACTED' ? null : value) } : meaning
}

/** Traefik adds this one to every request: where all headers are kept it is there. */
const alwaysThere: JsonPath = ['request_X-Forwarded-Server']

export const ownKeys = ['DownstreamStatus', 'RequestMethod', 'RequestPath', 'StartUTC'] as const

// biome-ignore format: table
export const traefikKeys: readonly JsonKey[] = [
  ['StartUTC',              time('started', createIsoTimeReader)],
  ['StartLocal',            time('started', createIsoTimeReader)],
  ['time',                  time('ended', createIsoTimeReader)],
  ['Duration',              number('took')],
  ['ClientAddr',            text('peer', addressOf), text('peerPort', portOf)],
  ['ClientPort',            text('peerPort')],
  ['ClientUsername',        text('user')],
  ['RequestMethod',         text('method')],
  ['RequestPath',           text('target')],
  ['RequestProtocol',       text('protocol')],
  ['RequestScheme',         text('scheme')],
  ['RequestAddr',           text('hostHeader')],
  ['RequestHost',           text('host')],
  ['DownstreamStatus',      text('status')],
  ['DownstreamContentSize', number('responseBody')],
  ['RequestContentSize',    number('requestBody')],
  ...answered('Sec-Websocket-Protocol'),
  ...answered('Sec-Websocket-Extensions'),
  ...answered('Upgrade'),
  ...['Origin', 'Cookie', 'Authorization', 'Accept-Language', 'Sec-Fetch-Mode', 'Sec-Websocket-Key'].map(sent),
  ...['User-Agent', 'Referer', 'Upgrade', 'Sec-Websocket-Version'].map(shown),
  ...['X-Forwarded-For', 'Forwarded', 'X-Real-Ip'].map(shown),
  ['ClientHost',            ...clientHost],
  [alwaysThere],
]

export const vouchedBy = ([key]: JsonPath): JsonPath | null => (key!.startsWith('request_') ? alwaysThere : null)

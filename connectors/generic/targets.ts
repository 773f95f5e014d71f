// The fields that a mapping may fill, and which of them say something of a request that all connectors read in one way.
import { parseTime } from '../../src/event/time.ts'
import { type Meaning, number, text, time, took } from '../access/facts.ts'

/** What the connector itself fills. */
export const ownFields: readonly string[] = ['@timestamp', 'event.category', 'event.kind', 'event.sequence']

type Meanings = Readonly<Record<string, readonly Meaning[]>>

const schemeOf = (url: string): string | null => /^([a-z][a-z\d+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? null

const microsecondsOf = (text: string): number => parseTime(text)?.us ?? Number.NaN

/** Read in the one way in every line: addresses, URL, origin, credentials. */
// biome-ignore format: table
export const requestMeanings: Meanings = {
  'source.ip':                                [text('peer')],
  'source.port':                              [number('peerPort')],
  'client.ip':                                [text('client')],
  'destination.ip':                           [text('server')],
  'destination.port':                         [number('serverPort')],
  'user.name':                                [text('user')],
  'url.path':                                 [text('path')],
  'url.query':                                [text('query')],
  'url.full':                                 [text('target'), text('scheme', schemeOf)],
  'url.original':                             [text('target'), text('scheme', schemeOf)],
  'url.scheme':                               [text('scheme')],
  'url.domain':                               [text('host')],
  'http.request.line':                        [text('requestLine')],
  'http.request.method':                      [text('method')],
  'http.version':                             [text('protocol')],
  'http.request.id':                          [text('requestId')],
  'http.request.origin':                      [text('origin')],
  'http.request.referrer':                    [text('referrer')],
  'http.response.status_code':                [text('status')],
  'user_agent.original':                      [text('userAgent')],
  'http.request.header.host':                 [text('hostHeader')],
  'http.request.header.origin':               [text('origin')],
  'http.request.header.cookie':               [text('cookie')],
  'http.request.header.authorization':        [text('authorization')],
  'http.request.header.accept_language':      [text('acceptLanguage')],
  'http.request.header.sec_fetch_mode':       [text('fetchMode')],
  'http.request.header.upgrade':              [text('upgrade')],
  'http.request.header.sec_websocket_key':    [text('key')],
  'http.request.header.x_forwarded_for':      [text('forwardedFor')],
  'http.request.header.forwarded':            [text('forwarded')],
  'http.request.header.x_real_ip':            [text('realIp')],
  'websocket.version':                        [text('version')],
  'websocket.subprotocol':                    [text('subprotocol')],
  'websocket.extensions':                     [text('extensions')],
}

/** Of a line that tells of a request from its start to its end. In any other line these are fields like others. */
// biome-ignore format: table
export const accessMeanings: Meanings = {
  ...requestMeanings,
  'event.start':                              [time('started', () => microsecondsOf)],
  'event.end':                                [time('ended', () => microsecondsOf)],
  'event.duration':                           [took(1)],
  'http.request.bytes':                       [number('requestWhole')],
  'http.response.bytes':                      [number('responseWhole')],
  'http.response.body.bytes':                 [number('responseBody')],
  'websocket.client.bytes':                   [number('requestBody')],
  'websocket.server.bytes':                   [number('responseBody')],
  'websocket.close.by':                       [text('endedBy')],
  'websocket.close.reason':                   [text('endReason')],
  'websocket.connection.id':                  [text('connectionId')],
}

/** What else holds a credential by its name: only the fields above know how to keep it out of events. */
export const namesCredential = (field: string): boolean =>
  requestMeanings[field] === undefined && credential.test(field)

const credential =
  /(?:^|[._-])(?:set-?cookie|cookies?|authorization|passw(?:or)?d|passphrase|pwd|secret|jwt|[a-z]*token|api[_-]?key|credentials?)$/i

// A request for a WebSocket and its answer → the fields that every event of the connection carries.
import { clientIp } from '../request/client.ts'
import { bareHost, originFields } from '../request/origin.ts'
import { cookies, maskQuery, sessionOf } from '../request/session.ts'
import type { RequestSettings } from '../request/settings.ts'
import { maskPath, maskUrl, withoutTokens } from '../request/tokens.ts'
import { userOf } from '../request/user.ts'
import type { AnomalySet } from './anomaly.ts'
import { acceptFits, handshakeAnomalies } from './handshake-anomalies.ts'
import { elements, header, hostOf, type RequestHead, type ResponseHead } from './http-head.ts'

/** Nothing in it changes once it is made. Null where the heads do not say. */
export interface Handshake {
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly status: number | null
  readonly method: string | null
  readonly httpVersion: string | null
  readonly urlDomain: string | null
  readonly urlPath: string | null
  readonly urlQuery: string | null
  readonly urlFull: string | null
  readonly userAgent: string | null
  readonly referrer: string | null
  readonly origin: string | null
  readonly originDomain: string | null
  readonly originForeign: boolean | null
  readonly cookieNames: readonly string[] | null
  readonly cookiePresent: boolean | null
  readonly authorizationScheme: string | null
  readonly sessionId: string | null
  readonly sessionFrom: string | null
  readonly userName: string | null
  readonly version: string | null
  /** Null where there was no answer that had to fit. */
  readonly keyValid: boolean | null
  readonly subprotocol: string | null
  readonly extensions: readonly string[] | null
  readonly anomalies: AnomalySet
}

export function readHandshake(
  request: RequestHead,
  response: ResponseHead | null,
  accepted: boolean,
  settings: RequestSettings,
): Handshake {
  return {
    outcome: accepted ? 'success' : response === null ? 'unknown' : 'failure',
    status: response?.status ?? null,
    method: request.method,
    httpVersion: request.version,
    ...readUrl(request),
    userAgent: header(request, 'user-agent') ?? null,
    referrer: referrerOf(request),
    ...readOrigin(request, settings),
    ...readCredentials(request, settings),
    version: header(request, 'sec-websocket-version') ?? null,
    ...readAnswer(request, accepted ? response : null),
  }
}

/** Of a connection whose handshake was not captured. What its frames show is that messages are compressed. */
export const unseenHandshake = (isCompressed: boolean): Handshake => ({
  ...nothingSeen,
  extensions: isCompressed ? ['permessage-deflate'] : null,
})

const nothingSeen: Handshake = {
  outcome: 'unknown',
  status: null,
  method: null,
  httpVersion: null,
  urlDomain: null,
  urlPath: null,
  urlQuery: null,
  urlFull: null,
  userAgent: null,
  referrer: null,
  origin: null,
  originDomain: null,
  originForeign: null,
  cookieNames: null,
  cookiePresent: null,
  authorizationScheme: null,
  sessionId: null,
  sessionFrom: null,
  userName: null,
  version: null,
  keyValid: null,
  subprotocol: null,
  extensions: null,
  anomalies: 0,
}

/** Whom a request is from, where a trusted proxy at `source` passes it on. */
export function readClientIp(request: RequestHead, source: string, settings: RequestSettings): string {
  const list = (name: string) => request.headers.get(name)?.join(',')
  const said = { forwardedFor: list('x-forwarded-for'), forwarded: list('forwarded'), realIp: list('x-real-ip') }
  return clientIp(source, said, settings.trustedProxies)
}

function readUrl(request: RequestHead) {
  const [asked = '', ...rest] = withoutAuthority(request.target).split('?')
  const path = maskPath(asked)
  const query = rest.length === 0 ? null : maskQuery(rest.join('?'))
  const host = hostOf(request)
  const target = query === null ? path : `${path}?${query}`
  return {
    urlDomain: host === undefined ? null : bareHost(host),
    urlPath: path,
    urlQuery: query,
    urlFull: host === undefined ? null : `${request.isSecure ? 'wss' : 'ws'}://${host}${target}`,
  }
}

function referrerOf(request: RequestHead): string | null {
  const referrer = header(request, 'referer')
  return referrer === undefined ? null : maskUrl(referrer)
}

/** RFC 9112 section 3.2.2: to a proxy, the target is the whole URL. */
const withoutAuthority = (target: string): string => target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '') || '/'

function readOrigin(request: RequestHead, settings: RequestSettings) {
  const host = hostOf(request) ?? ''
  const { origin, domain, foreign } = originFields(
    { origin: header(request, 'origin'), host, fromBrowser: isFromBrowser(request) },
    settings,
  )
  return { origin, originDomain: domain, originForeign: foreign }
}

/** Browsers send Fetch Metadata with an upgrade, or at least call themselves Mozilla and name their languages. */
const isFromBrowser = (request: RequestHead): boolean =>
  request.headers.has('sec-fetch-mode') ||
  (request.headers.has('accept-language') && (header(request, 'user-agent') ?? '').startsWith('Mozilla/'))

function readCredentials(request: RequestHead, settings: RequestSettings) {
  const cookie = request.headers.get('cookie')?.join('; ')
  const authorization = header(request, 'authorization')
  const query = withoutAuthority(request.target).split('?').slice(1).join('?')
  const session = sessionOf({ cookie, authorization, query }, settings)
  const names = cookies(cookie ?? '').map(({ name }) => name)
  return {
    cookieNames: names.length > 0 ? names : null,
    cookiePresent: names.length > 0,
    authorizationScheme: authorization?.replace(/ .*$/s, '').toLowerCase() ?? null,
    sessionId: session?.id ?? null,
    sessionFrom: session?.from ?? null,
    userName: userOf(
      { cookie, authorization, query, subprotocols: elements(request, 'sec-websocket-protocol') },
      settings,
    ),
  }
}

/** `response` is null where there was none that accepted. */
function readAnswer(request: RequestHead, response: ResponseHead | null) {
  const anomalies = handshakeAnomalies(request, response)
  if (response === null) return { keyValid: null, subprotocol: null, extensions: null, anomalies }
  const subprotocol = header(response, 'sec-websocket-protocol')
  const extensions = elements(response, 'sec-websocket-extensions')
  return {
    // RFC 8441 section 5: in HTTP/2 there is no key.
    keyValid: request.version === '2' ? null : acceptFits(request, response),
    subprotocol: subprotocol === undefined ? null : withoutTokens(subprotocol),
    extensions: extensions.length > 0 ? extensions : null,
    anomalies,
  }
}

// Credentials of a request → `session.id`, and a query without them. No credential leaves this file.
import { createHmac } from 'node:crypto'
import { remembered } from './remembered.ts'
import type { RequestSettings } from './settings.ts'

export interface Session {
  readonly id: string
  readonly from: 'cookie' | 'bearer' | 'query'
}

/** The same credential gives the same id under the same key: 96 bits, base64url. Sessions come back, and hashing takes long. */
export const sessionHash = (key: string | Uint8Array): ((credential: string) => string) =>
  remembered((credential) => createHmac('sha256', key).update(credential).digest('base64url').slice(0, 16), {
    texts: 16_384,
    longest: 1024,
  })

/** Applications have few names for what they send. */
const names = { texts: 1024, longest: 64 }

const usualCookies =
  /^(?:__(?:host|secure)-)?(?:.*sess(?:ion)?(?:[-_.]?id)?|.*[-_.]?sid|auth|.*(?:access|auth|id)[-_.]?token|jwt|token)$/i

/** The name=value pairs of a Cookie header (RFC 6265 section 4.2.1). */
export function cookies(header: string): { readonly name: string; readonly value: string }[] {
  const pairs: { readonly name: string; readonly value: string }[] = []
  for (let start = 0; start < header.length; ) {
    const end = endOfPair(header, start, ';')
    const pair = header.slice(start, end).trim()
    if (pair !== '') pairs.push(cookieOf(pair))
    start = end + 1
  }
  return pairs
}

function endOfPair(pairs: string, start: number, separator: ';' | '&'): number {
  const end = pairs.indexOf(separator, start)
  return end < 0 ? pairs.length : end
}

function cookieOf(pair: string): Parameter {
  const at = pair.indexOf('=')
  return at < 0 ? { name: pair, value: '' } : { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() }
}

/** The first that authenticates, without reading those behind it. */
function firstSessionCookie(header: string, settings: RequestSettings): string | null {
  for (let start = 0; start < header.length; ) {
    const end = endOfPair(header, start, ';')
    const { name, value } = cookieOf(header.slice(start, end).trim())
    if (value !== '' && isSessionCookie(name, settings)) return value
    start = end + 1
  }
  return null
}

/** Whether a cookie of that name authenticates. */
export const isSessionCookie = (name: string, settings: RequestSettings): boolean =>
  settings.sessionCookies.length > 0 ? settings.sessionCookies.includes(name) : isUsualCookie(name)

const isUsualCookie = remembered((name) => usualCookies.test(name), names)

/** The first credential found: session cookie, then bearer token, then a token-like query parameter. */
export function sessionOf(
  request: {
    readonly cookie?: string | undefined
    readonly authorization?: string | undefined
    readonly query?: string | undefined
  },
  settings: RequestSettings,
): Session | null {
  const cookie = request.cookie && firstSessionCookie(request.cookie, settings)
  if (cookie) return { id: settings.hashSession(cookie), from: 'cookie' }
  const bearer = request.authorization && /^bearer +(\S+)/i.exec(request.authorization)
  if (bearer) return { id: settings.hashSession(bearer[1]!), from: 'bearer' }
  const token = request.query && firstToken(request.query)
  if (token) return { id: settings.hashSession(token.value), from: 'query' }
  return null
}

const tokenNames =
  /^(?:.*token|.*[-_.]?(?:secret|password|passwd|pwd)|jwt|auth|authorization|api[-_.]?key|apikey|session(?:[-_.]?id)?|ticket|credential)$/i

/** Whether a query parameter of that name carries a credential. `sid` is left out: Socket.IO's is no secret. */
const isTokenName = remembered((name) => tokenNames.test(name), names)

const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

const isToken = ({ name, value }: Parameter): boolean =>
  value !== '' && (isTokenName(name) || (value.startsWith('eyJ') && jwt.test(value)))

/** The first of a query. */
function firstToken(query: string): Parameter | null {
  if (query.length > shortQuery && !mayHoldToken.test(query)) return null
  for (let start = 0; start < query.length; ) {
    const end = endOfPair(query, start, '&')
    const read = parameter(query.slice(start, end))
    if (isToken(read)) return read
    start = end + 1
  }
  return null
}

/** What any name of a token and any token hold: most long queries have none, and are not taken apart. */
const mayHoldToken = /token|secret|passw|pwd|jwt|auth|key|session|ticket|credential|eyJ/i
/** Taking apart such a one takes less than searching it. */
const shortQuery = 64

interface Parameter {
  /** Empty where the pair is a value alone. */
  readonly name: string
  readonly value: string
}

function parameter(pair: string): Parameter {
  const at = pair.indexOf('=')
  return at < 0 ? { name: '', value: pair } : { name: pair.slice(0, at), value: pair.slice(at + 1) }
}

/** `token=eyJ…&room=4` → `token=***&room=4`. The name stays, so that a rule can speak of it. */
export const maskQuery = (query: string): string =>
  firstToken(query) === null ? query : query.split('&').map(maskPair).join('&')

function maskPair(pair: string): string {
  const read = parameter(pair)
  return isToken(read) ? `${pair.slice(0, pair.length - read.value.length)}***` : pair
}

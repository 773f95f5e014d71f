// Credentials of a request → `session.id`, and a query without them. No credential leaves this file.
import { createHmac } from 'node:crypto'
import type { RequestSettings } from './settings.ts'

export interface Session {
  readonly id: string
  readonly from: 'cookie' | 'bearer' | 'query'
}

/** The same credential gives the same id under the same key: 96 bits, base64url. */
export function sessionHash(key: string | Uint8Array): (credential: string) => string {
  return remembering((credential) => createHmac('sha256', key).update(credential).digest('base64url').slice(0, 16))
}

/** Hashing takes some thirty times as long as finding again, and sessions come back. What clients send is not kept without bound. */
function remembering(hash: (credential: string) => string): (credential: string) => string {
  const known = new Map<string, string>()
  return (credential) => {
    const before = known.get(credential)
    if (before !== undefined) return before
    const id = hash(credential)
    if (credential.length > longestRemembered) return id
    if (known.size >= mostRemembered) known.clear()
    known.set(ownCopy(credential), id)
    return id
  }
}

const mostRemembered = 4096
const longestRemembered = 1024

/** A slice of a line would keep the whole line. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')

const usualCookies =
  /^(?:__(?:host|secure)-)?(?:.*sess(?:ion)?(?:[-_.]?id)?|.*[-_.]?sid|auth|.*(?:access|auth|id)[-_.]?token|jwt|token)$/i

/** The name=value pairs of a Cookie header (RFC 6265 section 4.2.1). */
export function cookies(header: string): { readonly name: string; readonly value: string }[] {
  const pairs: { readonly name: string; readonly value: string }[] = []
  for (let start = 0; start < header.length; ) {
    const next = header.indexOf(';', start)
    const end = next < 0 ? header.length : next
    const pair = header.slice(start, end).trim()
    const at = pair.indexOf('=')
    if (at >= 0) pairs.push({ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() })
    else if (pair !== '') pairs.push({ name: pair, value: '' })
    start = end + 1
  }
  return pairs
}

/** Whether a cookie of that name authenticates. */
export const isSessionCookie = (name: string, settings: RequestSettings): boolean =>
  settings.sessionCookies.length > 0 ? settings.sessionCookies.includes(name) : usualCookies.test(name)

/** The first credential found: session cookie, then bearer token, then a token-like query parameter. */
export function sessionOf(
  request: {
    readonly cookie?: string | undefined
    readonly authorization?: string | undefined
    readonly query?: string | undefined
  },
  settings: RequestSettings,
): Session | null {
  const cookie = request.cookie && cookies(request.cookie).find((each) => isSession(each, settings))
  if (cookie) return { id: settings.hashSession(cookie.value), from: 'cookie' }
  const bearer = request.authorization && /^bearer +(\S+)/i.exec(request.authorization)
  if (bearer) return { id: settings.hashSession(bearer[1]!), from: 'bearer' }
  const token = request.query && tokens(request.query)[0]
  if (token) return { id: settings.hashSession(token.value), from: 'query' }
  return null
}

const isSession = ({ name, value }: Parameter, settings: RequestSettings): boolean =>
  value !== '' && isSessionCookie(name, settings)

const tokenNames =
  /^(?:.*token|.*[-_.]?(?:secret|password|passwd|pwd)|jwt|auth|authorization|api[-_.]?key|apikey|session(?:[-_.]?id)?|ticket|credential)$/i

/** Whether a query parameter of that name carries a credential. `sid` is left out: Socket.IO's is no secret. */
export const isTokenName = (name: string): boolean => tokenNames.test(name)

const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

const isToken = ({ name, value }: Parameter): boolean => value !== '' && (isTokenName(name) || jwt.test(value))

const tokens = (query: string): readonly Parameter[] =>
  mayHoldToken.test(query) ? query.split('&').map(parameter).filter(isToken) : []

/** What any name of a token and any token hold: most queries have none, and are not taken apart. */
const mayHoldToken = /token|secret|passw|pwd|jwt|auth|key|session|ticket|credential|eyJ/i

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
  mayHoldToken.test(query) ? query.split('&').map(maskPair).join('&') : query

function maskPair(pair: string): string {
  const read = parameter(pair)
  return isToken(read) ? `${pair.slice(0, pair.length - read.value.length)}***` : pair
}

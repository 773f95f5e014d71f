// Credentials of a request → the user that they name. Nothing is verified: it is what the client says.
import { cookies, isSessionCookie } from './session.ts'
import type { RequestSettings } from './settings.ts'

export interface Credentials {
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
  readonly query?: string | undefined
  /** Subprotocols offered: clients that cannot set a header send a token there. */
  readonly subprotocols?: readonly string[] | undefined
}

/** Of Basic credentials the user's name, of a JSON Web Token its subject; null where neither is there. */
export function userOf(credentials: Credentials, settings: RequestSettings): string | null {
  const { authorization } = credentials
  if (authorization && /^basic /i.test(authorization)) return basicUser(authorization)
  for (const token of tokensOf(credentials, settings)) {
    const subject = subjectOf(token)
    if (subject !== null) return subject
  }
  return null
}

/** RFC 7617 section 2: `user:password` in base64; the user is no secret. */
function basicUser(authorization: string): string | null {
  const credentials = /^basic +([\w+/=-]+)$/i.exec(authorization)
  if (!credentials) return null
  const [user = ''] = Buffer.from(credentials[1]!, 'base64').toString('utf8').split(':', 1)
  return user || null
}

/** In the order in which credentials make a session. */
function* tokensOf({ cookie, authorization, query, subprotocols }: Credentials, settings: RequestSettings) {
  for (const { name, value } of cookie?.includes(tokenStart) ? cookies(cookie) : [])
    if (isSessionCookie(name, settings)) yield value
  const bearer = authorization && /^bearer +(\S+)/i.exec(authorization)
  if (bearer) yield bearer[1]!
  for (const pair of query?.includes(tokenStart) ? query.split('&') : []) yield pair.slice(pair.indexOf('=') + 1)
  // A prefix tells what the token is for: `base64url.bearer.authorization.k8s.io.`, `auth-`.
  for (const offered of subprotocols ?? [])
    if (offered.includes(tokenStart)) yield offered.slice(offered.indexOf(tokenStart))
}

/** `{"` in base64url. */
const tokenStart = 'eyJ'

/** RFC 7519 section 4.1.2. */
function subjectOf(token: string): string | null {
  const parts = /^eyJ[\w-]+\.([\w-]{2,4096})\.[\w-]*$/.exec(token)
  if (!parts) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'))
    const subject = typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : null
    return typeof subject === 'string' && subject !== '' && subject.length <= longestName ? subject : null
  } catch {
    return null
  }
}

const longestName = 256

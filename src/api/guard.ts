// Every request → let through, or refused before anything looks at it. And the headers that every answer has.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OperationalError } from '../errors.ts'
import { isLoopback, isOwnHost, isSameOrigin } from './hosts.ts'
import type { ServerSettings } from './options.ts'

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without the token: it holds no data. */
    readonly withoutToken?: true
    /** What a body may be, where it is not JSON alone. */
    readonly bodyTypes?: readonly string[]
    /** How a body may be compressed. */
    readonly encodings?: readonly string[]
    /** Programs of others ask here, which send the token as a password or as an API key. */
    readonly shipper?: true
  }
}

/** On every answer, also where a request is refused before it is looked at. */
export const answerHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

export function guard(app: FastifyInstance, settings: ServerSettings): void {
  const checks = [hostCheck(settings), checkOrigin, tokenCheck(settings), checkContentType]
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(answerHeaders)
    for (const check of checks) check(request)
  })
}

type Check = (request: FastifyRequest) => void

function hostCheck({ section, host, hosts }: ServerSettings): Check {
  const own = { host, hosts, open: !isLoopback(host) }
  return ({ headers }) => {
    const header = headers.host ?? ''
    if (!isOwnHost(header, own)) throw new OperationalError('HOST_REFUSED', { host: header, section })
  }
}

/** Browsers send Origin with what another page could make them send; programs send none. */
const checkOrigin: Check = ({ headers }) => {
  const { origin, host = '' } = headers
  if (origin !== undefined && !isSameOrigin(origin, host)) throw new OperationalError('ORIGIN_REFUSED', { origin })
}

/**
 * The page itself holds no data: it asks for the token and sends it with every request of its own. Asked is the route
 * that was found, not the path: `/%61pi/…` and `http://host/api/…` lead to the same one.
 */
function tokenCheck({ token }: ServerSettings): Check {
  if (token === null) return () => {}
  const expected = digest(token)
  return ({ routeOptions, headers }) => {
    if (routeOptions.config.withoutToken) return
    const given = tokenIn(headers.authorization ?? '', routeOptions.config.shipper ?? false)
    // Equal lengths, whatever was sent: the time taken tells nothing.
    if (!timingSafeEqual(digest(given), expected)) throw new OperationalError('TOKEN_REFUSED')
  }
}

/** RFC 7617: `USER:PASSWORD` in base64, whoever the user is. An API key of Elasticsearch is `ID:KEY` in the same way. */
function tokenIn(authorization: string, isShipper: boolean): string {
  const [, scheme = '', credentials = ''] = /^(\w+) +(.+)$/.exec(authorization) ?? []
  if (/^bearer$/i.test(scheme)) return credentials
  if (!isShipper || !/^(?:basic|apikey)$/i.test(scheme)) return ''
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const jsonAlone = ['application/json']
const plainAlone = ['identity']

/** A form or a picture of another page can send only types that are not among these. */
const checkContentType: Check = ({ method, routeOptions, headers }) => {
  if (method === 'GET' || method === 'HEAD') return
  const { bodyTypes: types = jsonAlone, encodings = plainAlone } = routeOptions.config
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (!types.includes(type.trim().toLowerCase())) throw new OperationalError('BODY_TYPE', { types: types.join(' or ') })
  const { 'content-encoding': encoding = 'identity' } = headers
  if (!encodings.includes(encoding.trim().toLowerCase()))
    throw new OperationalError('BODY_TYPE', { types: `${types.join(' or ')}, not compressed` })
}

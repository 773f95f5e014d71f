// Every request → let through, or refused before anything looks at it. And the headers that every answer has.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OperationalError } from '../errors.ts'
import { isLoopback, isOwnHost, isSameOrigin } from './hosts.ts'
import type { ApiSettings } from './options.ts'

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

const answerHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

export function guard(app: FastifyInstance, settings: ApiSettings): void {
  const checks = [hostCheck(settings), checkOrigin, tokenCheck(settings), checkContentType]
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(answerHeaders)
    for (const check of checks) check(request)
  })
}

type Check = (request: FastifyRequest) => void

function hostCheck({ host, hosts = [] }: ApiSettings): Check {
  const own = { host, hosts, open: !isLoopback(host) }
  return ({ headers }) => {
    const header = headers.host ?? ''
    if (!isOwnHost(header, own)) throw new OperationalError('HOST_REFUSED', { host: header })
  }
}

/** Browsers send Origin with what another page could make them send; programs send none. */
const checkOrigin: Check = ({ headers }) => {
  const { origin, host = '' } = headers
  if (origin !== undefined && !isSameOrigin(origin, host)) throw new OperationalError('ORIGIN_REFUSED', { origin })
}

/** The page itself holds no data: it asks for the token and sends it with every request of its own. */
function tokenCheck({ token }: ApiSettings): Check {
  if (token === null) return () => {}
  const expected = digest(token)
  return ({ url, headers }) => {
    if (!url.startsWith('/api/')) return
    const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
    // Equal lengths, whatever was sent: the time taken tells nothing.
    if (!timingSafeEqual(digest(given), expected)) throw new OperationalError('TOKEN_REFUSED')
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const ndjson = 'application/x-ndjson'
const json = 'application/json'

/** A form or a picture of another page can send only types that are not among these. */
const checkContentType: Check = ({ method, url, headers }) => {
  if (method === 'GET' || method === 'HEAD') return
  const types = url.startsWith('/api/events') ? [ndjson, json] : [json]
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (!types.includes(type.trim().toLowerCase())) throw new OperationalError('BODY_TYPE', { types: types.join(' or ') })
}

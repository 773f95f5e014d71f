// POST /es/_bulk, as Elasticsearch takes it: shippers need only another address. Answered when it is durable.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OperationalError } from '../../errors.ts'
import { bulkAnswer, isTaken } from '../elastic/bulk-answer.ts'
import { type BulkAction, readBulk } from '../elastic/bulk-body.ts'
import { contentEncodings, decodeBody } from '../elastic/content-encoding.ts'
import { answerShipperFailures } from '../elastic/failure.ts'
import { type Claim, Repetitions } from '../elastic/repetitions.ts'
import { createRoom } from '../elastic/room.ts'
import { startupRoutes } from '../elastic/startup.ts'
import type { ApiOptions, Shipped } from '../options.ts'
import { refusal } from './refusal.ts'

/** Of one request, after it was decompressed. */
const defaultBodyLimit = 32 * 1024 * 1024

/** Of all requests at once. */
const roomBytes = 128 * 1024 * 1024

// biome-ignore format: table
const bodyTypes = [
  'application/x-ndjson', 'application/json', 'application/ndjson',
  'application/vnd.elasticsearch+x-ndjson', 'application/vnd.elasticsearch+json',
]

const config = { bodyTypes, encodings: contentEncodings, shipper: true } as const

export function bulkRoutes(app: FastifyInstance, options: ApiOptions): void {
  const { settings, onError = () => {} } = options
  const bodyLimit = settings.bulkLimit ?? defaultBodyLimit
  const held = holding(bodyLimit)
  const take = createTaking(options, bodyLimit, held)
  app.register(
    async (scope) => {
      takeBytes(scope, bodyLimit)
      answerShipperFailures(scope, onError)
      // Clients ask whether it is the product that they know.
      scope.addHook('onRequest', async (_request, reply) => void reply.header('x-elastic-product', 'Elasticsearch'))
      scope.addHook('onRequest', async (request, reply) => held.expected(request, reply))
      startupRoutes(scope, options, config)
      for (const url of ['/_bulk', '/:index/_bulk'])
        scope.route<IndexRoute>({ method: ['POST', 'PUT'], url, config, handler: take })
      scope.all('/*', { config }, async ({ method, url }) => {
        throw new OperationalError('NOT_FOUND', { what: `${method} ${url.split('?', 1)[0]}` })
      })
    },
    { prefix: '/es' },
  )
}

interface IndexRoute {
  Params: { index?: string }
}

/** As they came: a body may be compressed, and what it holds is not one JSON. */
function takeBytes(scope: FastifyInstance, bodyLimit: number): void {
  scope.removeAllContentTypeParsers()
  for (const type of bodyTypes)
    scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, bytes, done) => done(null, bytes))
}

interface Holding {
  /** Before the body is read: a flood of large requests must not take the memory that evaluating needs. */
  expected(request: FastifyRequest, reply: FastifyReply): void
  /** After it was decompressed: a few bytes may have become many. */
  found(bytes: number, request: FastifyRequest, reply: FastifyReply): void
}

function holding(bodyLimit: number): Holding {
  const room = createRoom(roomBytes)
  const expectedOf = ({ headers }: FastifyRequest): number => Math.min(expectedBytes(headers) ?? bodyLimit, bodyLimit)
  const hold = (bytes: number, reply: FastifyReply): void => {
    const giveBack = room.take(bytes)
    if (giveBack === null) throw new OperationalError('BUSY')
    atEnd(reply, giveBack)
  }
  return {
    expected(request, reply) {
      if (request.method === 'POST' || request.method === 'PUT') hold(expectedOf(request), reply)
    },
    found(bytes, request, reply) {
      const expected = expectedOf(request)
      if (bytes > expected) hold(bytes - expected, reply)
    },
  }
}

/** Who hung up while the body was read or decompressed has ended already, and no event tells of it again. */
function atEnd({ raw }: FastifyReply, act: () => void): void {
  if (raw.closed) act()
  else raw.once('close', act)
}

/** Logs compress to about a tenth. */
function expectedBytes(headers: IncomingHttpHeaders): number | null {
  const { 'content-length': length, 'content-encoding': encoding } = headers
  return length === undefined ? null : Number(length) * (encoding === undefined ? 1 : 10)
}

type Taking = (request: FastifyRequest<IndexRoute>, reply: FastifyReply) => Promise<object>

function createTaking({ ship }: ApiOptions, bodyLimit: number, held: Holding): Taking {
  const repetitions = new Repetitions()
  return async (request, reply) => {
    const startedMs = performance.now()
    const body = await decodeBody(bytesOf(request), encodingOf(request), bodyLimit)
    held.found(body.length, request, reply)
    const read = readBulk(body, request.params.index ?? null)
    if (!read.ok)
      throw new OperationalError('REQUEST_INVALID', { details: `The bulk request cannot be read: ${read.reason}.` })
    const claim = repetitions.claim(hashOf(request, body))
    settleAtEnd(claim, reply)
    const shipped = await shipAll(read.actions, claim.name, ship)
    return bulkAnswer(read.actions, shipped, { name: claim.name, tookMs: Math.round(performance.now() - startedMs) })
  }
}

const bytesOf = ({ body }: FastifyRequest<IndexRoute>): Uint8Array => (body as Buffer | undefined) ?? new Uint8Array(0)

const encodingOf = ({ headers }: FastifyRequest<IndexRoute>): string =>
  (headers['content-encoding'] ?? 'identity').trim().toLowerCase()

/** A shipper that waited in vain sends the same again. */
function hashOf({ params }: FastifyRequest<IndexRoute>, body: Uint8Array): string {
  const hash = createHash('sha256')
    .update(`${params.index ?? ''}\n`)
    .update(body)
  return `bulk-${hash.digest('base64url').slice(0, hashLength)}`
}

/** 192 bits: nobody finds another body of the same. */
const hashLength = 32

/** Who hung up before the answer was out, or was told no, comes again. */
function settleAtEnd(claim: Claim, reply: FastifyReply): void {
  const { raw } = reply
  atEnd(reply, () => claim.settle(raw.writableFinished && raw.statusCode === 200))
}

async function shipAll(actions: readonly BulkAction[], name: string, ship: ApiOptions['ship']): Promise<Shipped> {
  const documents = actions.filter(isTaken)
  if (documents.length === 0) return { problems: [], duplicate: false }
  try {
    return await ship(documents, name)
  } catch (error) {
    throw refusal(error)
  }
}

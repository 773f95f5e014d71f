// POST /api/events: NDJSON or JSON in, acknowledged when it is durable.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { OperationalError } from '../../errors.ts'
import type { ApiOptions, Ingested } from '../options.ts'
import { refusal } from './refusal.ts'

const defaultBodyLimit = 16 * 1024 * 1024

const bodyTypes = ['application/x-ndjson', 'application/json'] as const

export function eventRoutes(app: FastifyInstance, { ingest, settings }: ApiOptions): void {
  const bodyLimit = settings.bodyLimit ?? defaultBodyLimit
  // A scope of its own: here JSON arrives as bytes, elsewhere as values.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    for (const type of bodyTypes) {
      scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit }, (_request, bytes, done) => done(null, bytes))
    }
    scope.setErrorHandler(async (error) => {
      const tooLarge = (error as { statusCode?: number }).statusCode === 413
      throw tooLarge ? new OperationalError('BODY_TOO_LARGE', { limit: bodyLimit }, error) : error
    })
    scope.post('/api/events', { config: { bodyTypes } }, async (request): Promise<Ingested> => {
      const key = keyOf(request)
      const body = linesOf(request)
      try {
        return await ingest(body, key)
      } catch (error) {
        throw refusal(error)
      }
    })
  })
}

const keyLimit = 255

/** The draft's header is a quoted string; most senders leave the quotes out. */
function keyOf({ headers }: FastifyRequest): string | null {
  const header = headers['idempotency-key']
  if (header === undefined) return null
  const key = String(header).replace(/^"(.*)"$/, '$1')
  if (key !== '' && key.length <= keyLimit) return key
  throw new OperationalError('REQUEST_INVALID', { details: `Idempotency-Key must have 1 to ${keyLimit} characters.` })
}

function linesOf(request: FastifyRequest): Uint8Array {
  const bytes = (request.body ?? Buffer.alloc(0)) as Buffer
  const isJson = /^\s*application\/json\b/i.test(request.headers['content-type'] ?? '')
  return isJson ? linesOfJson(bytes) : bytes
}

/** One event, or an array of them, as one line each. */
function linesOfJson(bytes: Buffer): Uint8Array {
  const value = parse(bytes.toString('utf8'))
  const events: readonly unknown[] = Array.isArray(value) ? value : [value]
  return Buffer.from(events.map((event) => `${print(event)}\n`).join(''))
}

/** Deeper than the stack can follow, it is no event. */
function print(event: unknown): string {
  try {
    return JSON.stringify(event)
  } catch (error) {
    throw new OperationalError('REQUEST_INVALID', { details: 'The body is nested too deeply.' }, error)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const details = 'The body is no JSON. To send one event a line, use the content type application/x-ndjson.'
    throw new OperationalError('REQUEST_INVALID', { details }, error)
  }
}

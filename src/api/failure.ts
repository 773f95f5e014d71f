// Whatever went wrong with a request → `{error: {code, message}}` with its status. No stack trace leaves here.
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { type ErrorCode, errors, OperationalError } from '../errors.ts'
import { answerHeaders } from './guard.ts'

/** Seconds after which a sender whose events were refused may come again. */
export const retryAfterSeconds = '5'

export function answerFailures(app: FastifyInstance, onError: (error: unknown) => void): void {
  app.setErrorHandler((error: FastifyError | OperationalError, _request, reply) => {
    const failure = failureOf(error)
    const { status } = errors[failure.code]
    reportFailure(error, failure, onError)
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    if (status === 503) reply.header('retry-after', retryAfterSeconds)
    return reply.status(status).send(body(failure.code, failure.message))
  })
  app.setNotFoundHandler((request, reply) => {
    const { code, message } = new OperationalError('NOT_FOUND', { what: `${request.method} ${pathOf(request.url)}` })
    return reply.status(404).send(body(code, message))
  })
}

export const failureOf = (error: Error): OperationalError =>
  error instanceof OperationalError ? error : translate(error as FastifyError)

export function reportFailure(error: unknown, failure: OperationalError, onError: (error: unknown) => void): void {
  if (errors[failure.code].status >= 500 && !isKnown(failure)) onError(error)
}

/** A path that makes no sense reaches neither hooks nor the handler above. */
export function answerBadPath(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  const { code, message } = translate({ ...error, message: 'The path cannot be read.' })
  reply.status(400).headers(answerHeaders).send(body(code, message))
}

/** Events are not taken now, which whoever refused them has told. */
const isKnown = ({ code, cause }: OperationalError): boolean => code === 'UNAVAILABLE' && cause === undefined

const body = (code: ErrorCode, message: string) => ({ error: { code, message } })

const pathOf = (url: string): string => url.split('?', 1)[0]!

/** Fastify's own refusals, in our words where they tell something about the limits. */
function translate(error: FastifyError): OperationalError {
  const { statusCode = 500, message } = error
  if (statusCode === 413) return new OperationalError('BODY_TOO_LARGE', { limit: limitOf(error) }, error)
  if (statusCode >= 400 && statusCode < 500) return new OperationalError('REQUEST_INVALID', { details: message }, error)
  return new OperationalError('INTERNAL', {}, error)
}

const limitOf = (error: FastifyError): number | string => (error as { limit?: number }).limit ?? 'allowed'

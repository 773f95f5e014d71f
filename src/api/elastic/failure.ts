// What went wrong with a shipper's request → an answer in the shape of Elasticsearch's.
import type { FastifyInstance } from 'fastify'
import { type ErrorCode, errors } from '../../errors.ts'
import { failureOf, reportFailure, retryAfterSeconds } from '../failure.ts'

// biome-ignore format: table
const types: Readonly<Partial<Record<ErrorCode, string>>> = {
  BUSY:           'es_rejected_execution_exception',
  BODY_TOO_LARGE: 'circuit_breaking_exception',
  NOT_FOUND:      'resource_not_found_exception',
  TOKEN_REFUSED:  'security_exception',
  UNAVAILABLE:    'cluster_block_exception',
}

export function answerShipperFailures(scope: FastifyInstance, onError: (error: unknown) => void): void {
  scope.setErrorHandler((error: Error, _request, reply) => {
    const failure = failureOf(error)
    const { status } = errors[failure.code]
    reportFailure(error, failure, onError)
    if (status === 401) reply.header('www-authenticate', 'Basic realm="tripline", ApiKey, Bearer')
    if (status === 429 || status === 503) reply.header('retry-after', retryAfterSeconds)
    const told = { type: types[failure.code] ?? 'illegal_argument_exception', reason: failure.message }
    return reply.status(status).send({ error: { root_cause: [told], ...told }, status })
  })
}

// Responses on their way: what waits, what failed and why, and sending one again.
import type { FastifyInstance } from 'fastify'
import { OperationalError } from '../../errors.ts'
import type { OutboxRow } from '../../store/store.ts'
import type { ApiOptions } from '../options.ts'

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { enum: ['waiting', 'delivered', 'failed'] },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
} as const

interface Query {
  readonly state?: OutboxRow['state']
  readonly limit: number
}

export function webhookRoutes(app: FastifyInstance, { store, now = Date.now, onRetry }: ApiOptions): void {
  app.get<{ Querystring: Query }>('/api/webhooks', { schema: { querystring: query } }, async (request) => ({
    webhooks: (await store.list(request.query)).map(shown),
  }))

  app.post<{ Params: { id: string } }>('/api/webhooks/:id/retry', async ({ params }) => {
    const retried = await store.retry(params.id, now())
    if (retried === 0) throw new OperationalError('NOT_FOUND', { what: 'webhook of that id that could be sent again' })
    onRetry?.()
    return { retried }
  })
}

/** Without the body, which is the incident's document, and with times as elsewhere. */
const shown = ({ payload: _, nextAtMs, createdAtMs, ...row }: OutboxRow) => ({
  ...row,
  nextAt: new Date(nextAtMs).toISOString(),
  createdAt: new Date(createdAtMs).toISOString(),
})

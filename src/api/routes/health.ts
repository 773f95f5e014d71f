// That the program lives, whether it can do its work, and its metrics. Without the token: nothing of it is data.
import type { FastifyInstance } from 'fastify'
import type { HealthOptions } from '../options.ts'

export function healthRoutes(app: FastifyInstance, { readiness, metrics }: HealthOptions): void {
  const options = { config: { withoutToken: true } } as const

  app.get('/healthz', options, async () => ({ status: 'ok' }))

  app.get('/readyz', options, async (_request, reply) => {
    const { ready, checks } = await readiness()
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
  })

  app.get('/metrics', options, async (_request, reply) => {
    const { contentType, text } = await metrics()
    return reply.type(contentType).send(text)
  })
}

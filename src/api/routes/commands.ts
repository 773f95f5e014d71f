// What applications are asked to do with connections that they hold: asked for by long polls, each by its own name.
import type { FastifyInstance } from 'fastify'
import { OperationalError } from '../../errors.ts'
import type { ApiOptions } from '../options.ts'

const query = {
  type: 'object',
  additionalProperties: false,
  required: ['instance'],
  properties: {
    instance: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    /** Seconds. */
    wait: { type: 'integer', minimum: 0, maximum: 50, default: 25 },
  },
} as const

interface Query {
  readonly instance: string
  readonly wait: number
}

export function commandRoutes(app: FastifyInstance, { commands }: ApiOptions): void {
  if (!commands) return
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())

  app.get<{ Querystring: Query }>('/api/commands', { schema: { querystring: query } }, async (request, reply) => {
    const { instance, wait } = request.query
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    return { commands: await commands.take(instance, wait * 1000, AbortSignal.any([ending.signal, left.signal])) }
  })

  app.post<{ Params: { id: string } }>('/api/commands/:id/gone', async ({ params }) => {
    if (await commands.gone(params.id)) return { settled: true }
    throw new OperationalError('NOT_FOUND', { what: 'command of that id that is waited for' })
  })
}

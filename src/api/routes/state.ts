// What the running program is and does: its rules, its counters, what it could not read.
import type { FastifyInstance } from 'fastify'
import type { ApiOptions } from '../options.ts'

export function stateRoutes(app: FastifyInstance, { store, rules, stats }: ApiOptions): void {
  app.get('/api/rules', async () => ({ rules: rules() }))
  app.get('/api/stats', async () => stats())
  app.get('/api/unreadable', async () => ({ unreadable: await store.listUnreadable() }))
}

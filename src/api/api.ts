// Store, ingest and settings → an HTTP API with the console's page. Only this folder knows Fastify.
import Fastify, { type FastifyInstance } from 'fastify'
import { OperationalError } from '../errors.ts'
import { answerBadPath, answerFailures } from './failure.ts'
import { guard } from './guard.ts'
import { isLoopback } from './hosts.ts'
import type { ApiOptions, ApiSettings } from './options.ts'
import { servePage } from './page.ts'
import { eventRoutes } from './routes/events.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { stateRoutes } from './routes/state.ts'
import { webhookRoutes } from './routes/webhooks.ts'

export interface Api {
  /** Throws PORT_IN_USE, or CONFIG_INVALID where it would be open to the network without a token. */
  listen(): Promise<{ readonly url: string }>
  /** Lets requests under way end, for some seconds; new ones are refused. */
  close(): Promise<void>
}

export function createApi(options: ApiOptions): Api {
  const app = Fastify({
    // A filter with a typing mistake must not show everything: unknown names are refused, not dropped.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true } },
    bodyLimit: 64 * 1024,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    frameworkErrors: answerBadPath,
  })
  bound(app.server)
  app.removeContentTypeParser('text/plain')
  answerFailures(app, options)
  guard(app, options.settings)
  servePage(app, options.assets)
  for (const routes of [eventRoutes, incidentRoutes, stateRoutes, webhookRoutes]) routes(app, options)
  return { listen: () => listen(app, options.settings), close: () => close(app) }
}

/** Connections at once: beyond it, who only holds them open would take the files that the store and the logs need. */
const connectionLimit = 256

const headMs = 10_000

function bound(server: FastifyInstance['server']): void {
  server.maxConnections = connectionLimit
  server.headersTimeout = headMs
}

/** How long a request under way, or a sender that dawdles, may hold up the end. */
const closeGraceMs = 3000

async function close(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), closeGraceMs)
  await app.close()
  clearTimeout(cut)
}

async function listen(app: FastifyInstance, { host, port, token }: ApiSettings): Promise<{ readonly url: string }> {
  if (token === null && !isLoopback(host)) {
    throw new OperationalError('CONFIG_INVALID', {
      details: `api.host is ${host}, which the network can reach: set api.token_file too, or leave api.host at 127.0.0.1.`,
    })
  }
  try {
    return { url: await app.listen({ host, port }) }
  } catch (error) {
    throw reason(error, host, port)
  }
}

function reason(error: unknown, host: string, port: number): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE') return new OperationalError('PORT_IN_USE', { host, port }, error)
  const details = listenFaults[code ?? '']
  return details === undefined
    ? error
    : new OperationalError('CONFIG_INVALID', { details: `api: ${host}:${port} ${details}` }, error)
}

// biome-ignore format: table
const listenFaults: Readonly<Record<string, string>> = {
  EACCES:        'may not be listened on by this user.',
  EADDRNOTAVAIL: 'is no address of this machine.',
  ENOTFOUND:     'is no name that resolves.',
  EAI_AGAIN:     'is no name that resolves.',
}

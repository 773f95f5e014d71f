// Store, ingest and settings → an HTTP API with the console's page. Only this folder knows Fastify.
import { OperationalError } from '../errors.ts'
import { isLoopback } from './hosts.ts'
import type { ApiOptions, ApiSettings, ServerSettings } from './options.ts'
import { servePage } from './page.ts'
import { bulkRoutes } from './routes/bulk.ts'
import { commandRoutes } from './routes/commands.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { stateRoutes } from './routes/state.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { createServer, type Listening } from './server.ts'

export type Api = Listening

/** Listening throws CONFIG_INVALID where it would be open to the network without a token. */
export function createApi(options: ApiOptions): Api {
  const { app, listen, close } = createServer(serverSettings(options.settings), options.onError ?? (() => {}))
  servePage(app, options.assets)
  for (const routes of [
    healthRoutes,
    bulkRoutes,
    eventRoutes,
    commandRoutes,
    incidentRoutes,
    stateRoutes,
    webhookRoutes,
  ])
    routes(app, options)
  return {
    async listen() {
      mustBeGuarded(options.settings)
      return listen()
    },
    close,
  }
}

const serverSettings = ({ host, port, token, hosts = [] }: ApiSettings): ServerSettings => ({
  section: 'api',
  host,
  port,
  token,
  hosts,
})

function mustBeGuarded({ host, token }: ApiSettings): void {
  if (token !== null || isLoopback(host)) return
  throw new OperationalError('CONFIG_INVALID', {
    details: `api.host is ${host}, which the network can reach: set api.token_file too, or leave api.host at 127.0.0.1.`,
  })
}

// Where to listen → a server that refuses what is not for it, bounded, and that closes in time.
import Fastify, { type FastifyInstance } from 'fastify'
import { OperationalError } from '../errors.ts'
import { answerBadPath, answerFailures } from './failure.ts'
import { guard } from './guard.ts'
import type { ServerSettings } from './options.ts'

export interface Listening {
  /** Throws PORT_IN_USE, or CONFIG_INVALID where nobody can listen there. */
  listen(): Promise<{ readonly url: string }>
  /** Lets requests under way end, for some seconds; new ones are refused. */
  close(): Promise<void>
}

export interface Server extends Listening {
  readonly app: FastifyInstance
}

export function createServer(settings: ServerSettings, onError: (error: unknown) => void): Server {
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
  answerFailures(app, onError)
  guard(app, settings)
  return { app, listen: () => listen(app, settings), close: () => close(app) }
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

async function listen(app: FastifyInstance, settings: ServerSettings): Promise<{ readonly url: string }> {
  const { host, port } = settings
  try {
    return { url: await app.listen({ host, port }) }
  } catch (error) {
    throw reason(error, settings)
  }
}

function reason(error: unknown, { host, port, section }: ServerSettings): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE') return new OperationalError('PORT_IN_USE', { host, port, section }, error)
  const details = listenFaults[code ?? '']
  return details === undefined
    ? error
    : new OperationalError('CONFIG_INVALID', { details: `${section}: ${host}:${port} ${details}` }, error)
}

// biome-ignore format: table
const listenFaults: Readonly<Record<string, string>> = {
  EACCES:        'may not be listened on by this user.',
  EADDRNOTAVAIL: 'is no address of this machine.',
  ENOTFOUND:     'is no name that resolves.',
  EAI_AGAIN:     'is no name that resolves.',
}

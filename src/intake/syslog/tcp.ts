// An address → the messages of all who connect to it, by TCP or TLS. A sender is made to wait while nothing more fits.
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import { Connections } from './connections.ts'
import { type Address, addressText, type Hearing, type Listener, listenError } from './listener.ts'

/** RFC 5425. All in PEM. */
export interface Certificates {
  readonly key: string
  readonly cert: string
  /** Who signs the senders' certificates; without it every sender is heard. */
  readonly clientCa?: string
}

export interface StreamLimits {
  /** Connections open at most. */
  readonly connections: number
  /** A connection that was silent for longer gives way to a new one where all are taken. */
  readonly idleMs: number
}

const usualLimits: StreamLimits = { connections: 1000, idleMs: 300_000 }

const handshakeMs = 10_000
const aliveMs = 60_000

/** Connections that are being made beside those that are. */
const spare = 64

export async function listenTcp(
  address: Address,
  hearing: Hearing,
  { certificates, limits = usualLimits }: { readonly certificates?: Certificates; readonly limits?: StreamLimits } = {},
): Promise<Listener> {
  const connections = new Connections(hearing, limits)
  if (certificates) mustBeUsable(certificates, address)
  const server = certificates ? tlsServer(certificates, connections, hearing) : tcpServer(connections)
  server.maxConnections = limits.connections + spare
  server.on('drop', (drop) => connections.refuse(drop?.remoteAddress))
  const sockets = openSockets(server)
  await listen(server, address)
  const bound = { host: address.host, port: (server.address() as { port: number }).port }
  return {
    where: `${certificates ? 'tls' : 'tcp'} ${addressText(bound)}`,
    dropped: () => 0,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Also those that have not come to an agreement on TLS yet. */
function openSockets(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  return open
}

/** What is no key or certificate is told at the start, not to each sender. */
function mustBeUsable({ key, cert, clientCa }: Certificates, address: Address): void {
  try {
    if (key === '' || cert === '' || clientCa === '') throw new Error('a file is empty')
    createSecureContext({ key, cert, ca: clientCa })
  } catch (error) {
    throw listenError(address, new Error(`its key or certificate cannot be used (${(error as Error).message})`))
  }
}

/** A sender that is gone without a word is found out. */
const keepingAlive = { keepAlive: true, keepAliveInitialDelay: aliveMs }

const tcpServer = (connections: Connections): Server => createServer(keepingAlive, (socket) => connections.add(socket))

function tlsServer({ key, cert, clientCa }: Certificates, connections: Connections, { onLost }: Hearing): Server {
  const mutual = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  const options = {
    ...keepingAlive,
    key,
    cert,
    ...mutual,
    minVersion: 'TLSv1.2' as const,
    handshakeTimeout: handshakeMs,
  }
  const server = createTlsServer(options, (socket) => connections.add(socket))
  server.on('tlsClientError', ({ code, message }: NodeJS.ErrnoException, socket: Socket) => {
    onLost('TLS could not be agreed on', Buffer.from(`${socket.remoteAddress ?? 'a sender'}: ${code ?? message}`))
  })
  return server
}

function listen(server: Server, address: Address): Promise<void> {
  return new Promise((listening, refuse) => {
    server.once('error', (error) => refuse(listenError(address, error)))
    server.listen({ host: address.host, port: address.port, exclusive: true }, () => {
      server.removeAllListeners('error')
      // Out of descriptors, say: those that are connected go on, the next is tried again.
      server.on('error', () => {})
      listening()
    })
  })
}

// A server of `ws` that says what is planned, over the kind of connection that the path names, and keeps what it knows of each.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type PerMessageDeflateOptions, type WebSocket, WebSocketServer } from 'ws'
import { clientSays, type Said, serverPing, serverSays, subprotocols, ways } from './plan.ts'

/** As the server knows it. */
export interface Known {
  readonly userAgent: string | null
  readonly origin: string | null
  readonly extensions: string | null
  readonly heard: readonly { readonly type: Said['type']; readonly payload: Buffer }[]
  readonly closed: Promise<number>
}

export interface RealServer {
  readonly port: number
  /** By the path that was asked for. */
  readonly known: ReadonlyMap<string, Known>
  stop(): void
}

export async function startServer(): Promise<RealServer> {
  const known = new Map<string, Known>()
  const http = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'))
  const servers = new Map(ways.map(({ name, deflate }) => [name, serverOf(deflate)]))
  http.on('upgrade', (request, socket, head) => {
    const way = ways.find(({ name }) => request.url!.startsWith(`/${name}/`))!
    const server = servers.get(way.name)!
    server.handleUpgrade(request, socket, head, (client) => {
      known.set(request.url!, talk(client, request, way))
    })
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  return { port: portOf(http), known, stop: () => void http.close() }
}

const portOf = (http: Server): number => (http.address() as AddressInfo).port

const serverOf = (perMessageDeflate: false | PerMessageDeflateOptions): WebSocketServer =>
  new WebSocketServer({ noServer: true, perMessageDeflate, handleProtocols: () => subprotocols[0]! })

function talk(client: WebSocket, { headers }: IncomingMessage, way: (typeof ways)[number]): Known {
  const heard: { type: Said['type']; payload: Buffer }[] = []
  client.on('message', (payload: Buffer, isBinary) => {
    heard.push({ type: isBinary ? 'binary' : 'text', payload })
    if (heard.length === clientSays.length && way.closes === 'server') client.close(way.code, way.reason)
  })
  const closed = new Promise<number>((done) => client.on('close', done))
  client.ping(serverPing)
  for (const said of serverSays) say(client, said)
  return {
    userAgent: headers['user-agent'] ?? null,
    origin: headers.origin ?? null,
    extensions: client.extensions || null,
    heard,
    closed,
  }
}

/** Pieces are of bytes: a character may lie in two of them. */
export function say(socket: WebSocket, { type, payload, pieces }: Said): void {
  const size = Math.ceil(payload.length / pieces)
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = payload.subarray(piece * size, (piece + 1) * size)
    socket.send(bytes, { binary: type === 'binary', fin: piece === pieces - 1 })
  }
}

// What an application gives to be watched → the WebSocket servers in it, and each request for a WebSocket that they answer.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketLike } from './connection.ts'

type Upgrading = (request: IncomingMessage, socket: Duplex, head: Buffer, ...rest: never[]) => void

/** A `ws` WebSocketServer. */
export interface ServerLike {
  handleUpgrade: Upgrading
  on(event: 'connection', listener: (socket: WebSocketLike, request: IncomingMessage) => void): unknown
  off(event: 'connection', listener: (socket: WebSocketLike, request: IncomingMessage) => void): unknown
}

/** The Engine.IO server under a Socket.IO server. */
export interface EngineLike {
  readonly ws: ServerLike
  readonly clients: Readonly<Record<string, EngineSocketLike | undefined>>
  handleUpgrade: Upgrading
  on(event: 'connection', listener: (socket: EngineSocketLike) => void): unknown
  off(event: 'connection', listener: (socket: EngineSocketLike) => void): unknown
}

export interface EngineSocketLike {
  readonly request: IncomingMessage
  on(event: 'packetCreate', listener: (packet: EnginePacket) => void): unknown
}

export interface EnginePacket {
  readonly type: string
  readonly data?: unknown
  readonly options?: { readonly wsPreEncodedFrame?: unknown }
}

export interface Target {
  readonly server: ServerLike
  readonly engine: EngineLike | null
}

/** A `ws` server, a Socket.IO server, or the engine under one. Throws a TypeError for anything else. */
export function targetOf(given: object): Target {
  const { engine = given } = given as { readonly engine?: object }
  const { ws = engine } = engine as { readonly ws?: object }
  if (!isServer(ws)) {
    throw new TypeError('watch: this is neither a WebSocketServer of ws nor a Socket.IO server that is attached')
  }
  return { server: ws, engine: ws === engine ? null : (engine as EngineLike) }
}

const isServer = (value: object): value is ServerLike =>
  typeof (value as Partial<ServerLike>).handleUpgrade === 'function' &&
  typeof (value as Partial<ServerLike>).on === 'function'

export interface Seen {
  /** A request for a WebSocket is about to be answered. */
  readonly asked: (request: IncomingMessage, socket: Duplex) => void
  /** It became a WebSocket. Told once of each. */
  readonly opened: (socket: WebSocketLike, request: IncomingMessage) => void
}

/** Returns what ends it. */
export function see({ server, engine }: Target, { asked, opened }: Seen): () => void {
  const known = new WeakSet<WebSocketLike>()
  const openedOnce = (socket: WebSocketLike, request: IncomingMessage): void => {
    if (known.has(socket)) return
    known.add(socket)
    opened(socket, request)
  }
  // Before the application's own listeners, and also where it takes the socket without any.
  const undo = putBefore(server, asked, openedOnce)
  const undoEngine = engine ? putBefore(engine, asked, () => {}) : () => {}
  server.on('connection', openedOnce)
  return () => {
    undo()
    undoEngine()
    server.off('connection', openedOnce)
  }
}

type Opened = (socket: WebSocketLike, request: IncomingMessage) => void

function putBefore(server: { handleUpgrade: Upgrading }, asked: Seen['asked'], opened: Opened): () => void {
  const had = Object.hasOwn(server, 'handleUpgrade')
  const original = server.handleUpgrade
  const mine: Upgrading = function (this: unknown, request, socket, head, ...rest) {
    asked(request, socket)
    const [callback, ...more] = rest as unknown as ((...words: unknown[]) => unknown)[]
    if (typeof callback !== 'function') return original.call(this as never, request, socket, head, ...rest)
    const heard = (socketOpened: WebSocketLike, opening: IncomingMessage, ...others: unknown[]): unknown => {
      opened(socketOpened, opening ?? request)
      return callback(socketOpened, opening, ...others)
    }
    return original.call(this as never, request, socket, head, ...([heard, ...more] as never[]))
  }
  server.handleUpgrade = mine
  return () => {
    if (server.handleUpgrade !== mine) return
    if (had) server.handleUpgrade = original
    else delete (server as Partial<typeof server>).handleUpgrade
  }
}

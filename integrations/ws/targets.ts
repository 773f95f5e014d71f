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
  readonly opts: { readonly perMessageDeflate?: unknown }
  readonly clients: Readonly<Record<string, EngineSocketLike | undefined>>
  handleUpgrade: Upgrading
  on(event: 'connection', listener: (socket: EngineSocketLike) => void): unknown
  off(event: 'connection', listener: (socket: EngineSocketLike) => void): unknown
}

export interface EngineSocketLike {
  readonly request: IncomingMessage
  readonly transport: { readonly name: string }
  on(event: 'packetCreate', listener: (packet: EnginePacket) => void): unknown
}

export interface EnginePacket {
  readonly type: string
  readonly data?: unknown
  readonly options?: { readonly wsPreEncodedFrame?: unknown }
}

export type Target =
  | { readonly kind: 'ws'; readonly server: ServerLike }
  | { readonly kind: 'engine'; readonly engine: EngineLike }

/** A `ws` server, a Socket.IO server, or the engine under one. Throws a TypeError for anything else. */
export function targetOf(given: object): Target {
  const { engine = given } = given as { readonly engine?: object }
  const { ws } = engine as { readonly ws?: object }
  if (ws !== undefined && isServer(ws)) return { kind: 'engine', engine: engine as EngineLike }
  if (isServer(given)) return { kind: 'ws', server: given }
  throw new TypeError('watch: this is neither a WebSocketServer of ws nor a Socket.IO server that is attached')
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
export function see(target: Target, { asked, opened }: Seen): () => void {
  const known = new WeakSet<WebSocketLike>()
  const openedOnce = (socket: WebSocketLike, request: IncomingMessage): void => {
    if (known.has(socket)) return
    known.add(socket)
    opened(socket, request)
  }
  const seeServer = (server: ServerLike): (() => void) => {
    // Before the application's own listeners, and also where it takes the socket without any.
    const undo = putBefore(server, asked, openedOnce)
    server.on('connection', openedOnce)
    return () => {
      undo()
      server.off('connection', openedOnce)
    }
  }
  return target.kind === 'ws' ? seeServer(target.server) : seeEngine(target.engine, asked, seeServer)
}

/** An engine takes another WebSocket server when it begins to listen: whichever it has is seen. */
function seeEngine(engine: EngineLike, asked: Seen['asked'], seeServer: (server: ServerLike) => () => void) {
  let seen: { readonly server: ServerLike; readonly undo: () => void } | null = null
  const undo = putBefore(
    engine,
    (request, socket) => {
      asked(request, socket)
      if (seen?.server === engine.ws) return
      seen?.undo()
      seen = { server: engine.ws, undo: seeServer(engine.ws) }
    },
    () => {},
  )
  return () => {
    undo()
    seen?.undo()
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

// Socket.IO's broadcasts, whose frames it makes once and writes past `send` → the same messages, connection by connection.
import type { IncomingMessage } from 'node:http'
import type { Connection } from './connection.ts'
import type { EngineLike, EnginePacket, EngineSocketLike } from './targets.ts'

export interface Broadcasts {
  opened(connection: Connection, request: IncomingMessage): void
  end(): void
}

export function followBroadcasts(engine: EngineLike, guard: (watch: () => void) => void): Broadcasts {
  const opened = new WeakMap<IncomingMessage, Connection>()
  // Where frames may be compressed they are made for each connection, and go through `send`.
  if (engine.opts.perMessageDeflate) return { opened: () => {}, end: () => {} }
  const follow = (socket: EngineSocketLike, connection: Connection): void => {
    socket.on('packetCreate', (packet) =>
      guard(() => {
        if (socket.transport.name === 'websocket') broadcast(packet, connection)
      }),
    )
  }
  const onConnection = (socket: EngineSocketLike): void => {
    const connection = opened.get(socket.request)
    if (connection) follow(socket, connection)
  }
  engine.on('connection', onConnection)
  return {
    opened(connection: Connection, request: IncomingMessage): void {
      // A transport that came after polling belongs to a socket that is there already.
      const [, sid] = /[?&]sid=([^&]+)/.exec(request.url ?? '') ?? []
      const socket = sid === undefined ? undefined : engine.clients[sid]
      if (socket) follow(socket, connection)
      else opened.set(request, connection)
    },
    end: () => void engine.off('connection', onConnection),
  }
}

/** Engine.IO 4: a message's text begins with its packet type, 4. */
function broadcast({ type, data, options }: EnginePacket, connection: Connection): void {
  if (type === 'message' && options?.wsPreEncodedFrame !== undefined) connection.sentText(`4${String(data)}`)
}

// A WebSocket server of the application → its handshakes, messages and ends, sent to Tripline in the background.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ResponseHead } from '../../src/sensor/http-head.ts'
import { onAnswer } from './answer.ts'
import { followBroadcasts } from './broadcasts.ts'
import { Connection, type WebSocketLike } from './connection.ts'
import { createAsk } from './http.ts'
import { eventLine, fragment } from './lines.ts'
import { type Settings, settle, type WatchOptions, type WatchStats } from './options.ts'
import { Orders } from './orders.ts'
import { Recorder } from './recorder.ts'
import { type Described, describe, requestSettings } from './scene.ts'
import { Shipper } from './shipper.ts'
import { see, targetOf } from './targets.ts'

export interface Watcher {
  /** The user of a connection, where he became known after the handshake: from then on its events have the name. */
  identify(socket: object, user: string): void
  stats(): WatchStats
  /** Sends what waits. False where not all of it was acknowledged in time. */
  flush(timeoutMs?: number): Promise<boolean>
  /** Watches no longer and sends what waits, within the time. To be called when the application ends. */
  close(timeoutMs?: number): Promise<void>
}

/** Enough for a Tripline that is near; an application that ends does not wait longer for one that is away. */
const usualPatienceMs = 3000

/**
 * `server` is a WebSocketServer of ws, `fastify.websocketServer`, or a Socket.IO server. To be called once for it, before
 * it listens. Throws a TypeError where it cannot watch that; later it never throws into the application.
 */
export function watch(server: object, options: WatchOptions = {}): Watcher {
  const settings = settle(options)
  const target = targetOf(server)
  const instance = randomBytes(8).toString('hex')
  const ask = createAsk(settings)
  const shipper = new Shipper({
    ...{ ask, instance, onTrouble: settings.onTrouble },
    bounds: { lines: settings.bufferEvents, bytes: settings.bufferBytes },
  })
  const recorder = new Recorder(settings, shipper)
  const connections = new Map<string, Connection>()
  const bySocket = new WeakMap<object, Connection>()
  const orders = new Orders({
    ...{ ask, instance },
    hasConnections: () => connections.size > 0,
    obey: (command) => {
      const connection = connections.get(command.connection)
      connection?.obey(command)
      return connection !== undefined
    },
  })
  const names = namesOf(settings, instance, recorder)
  const broadcasts = target.kind === 'engine' ? followBroadcasts(target.engine, recorder.guard) : null
  const answers = new WeakMap<IncomingMessage, ResponseHead>()

  const asked = (request: IncomingMessage, socket: Duplex): void =>
    recorder.guard(() =>
      onAnswer(socket, (answer) =>
        recorder.guard(() => {
          answers.set(request, answer)
          if (answer.status !== switching) refused(request, answer)
        }),
      ),
    )
  const refused = (request: IncomingMessage, answer: ResponseHead): void => {
    const { id, described } = names.describe(request, answer, false)
    recorder.put(eventLine('handshake', `${id}:handshake`, recorder.when(), fragment(described.handshake)))
  }
  const opened = (socket: WebSocketLike, request: IncomingMessage): void =>
    recorder.guard(() => {
      const { id, described } = names.describe(request, answers.get(request) ?? null, true)
      const connection = new Connection(socket, request.socket, id, described, recorder)
      connection.attach(() => connections.delete(id))
      connections.set(id, connection)
      bySocket.set(socket, connection)
      broadcasts?.opened(connection, request)
      if (settings.commands) orders.wake()
    })
  const unsee = see(target, { asked, opened })
  settings.http?.prependListener('upgrade', asked)

  return {
    identify: (socket, user) => bySocket.get(socket)?.identify(user),
    stats: () => ({
      connections: connections.size,
      sent: shipper.sent,
      waiting: shipper.waiting,
      dropped: shipper.dropped,
      skipped: recorder.skipped,
      errors: recorder.errors,
    }),
    flush: (timeoutMs = usualPatienceMs) => shipper.flush(timeoutMs),
    async close(timeoutMs = usualPatienceMs) {
      unsee()
      broadcasts?.end()
      settings.http?.removeListener('upgrade', asked)
      orders.stop()
      recorder.end()
      await shipper.flush(timeoutMs)
      shipper.stop()
    },
  }
}

// RFC 9110 section 15.2.2.
const switching = 101

/** Gives each request for a WebSocket its connection's id, and its fields. */
function namesOf(settings: Settings, instance: string, recorder: Recorder) {
  // Without a key that others know, a session is the same session within this process alone.
  const request = requestSettings(settings, settings.sessionKey ?? randomBytes(32))
  let count = 0
  return {
    describe(from: IncomingMessage, answer: ResponseHead | null, isAccepted: boolean) {
      const id = `app-${instance}-${++count}`
      let user: string | null = null
      recorder.guard(() => {
        user = settings.user?.(from) ?? null
      })
      const described: Described = describe({ request: from, answer, isAccepted, id }, user, request)
      return { id, described }
    },
  }
}

// Debug lines one after the other → what happened: the one place that knows the words of engine.io and socket.io.
import { type Client, Connections, type SavedConnections } from './connections.ts'
import type { DebugLine } from './line.ts'
import { readPacket } from './packet.ts'

export type Happening =
  | { readonly kind: 'handshake'; readonly sid: string | null; readonly refused: string | null }
  | {
      readonly kind: 'message'
      readonly sid: string | null
      readonly side: 'client' | 'server'
      readonly type: 'text' | 'binary'
      readonly text: string
    }
  /** Of a client that was a WebSocket, or may have been. `client` is null where nobody knows whose end it is. */
  | { readonly kind: 'connection'; readonly client: Client | null; readonly reason: string }
  | { readonly kind: 'request'; readonly method: string; readonly target: string }

export interface SavedStory {
  readonly connections: SavedConnections
  /** The request that the next line is about came over polling. */
  readonly isPolling: boolean
}

export class Story {
  readonly #connections: Connections
  #isPolling: boolean
  #saved: SavedStory | null

  constructor(saved: SavedStory | null) {
    this.#connections = new Connections(saved?.connections ?? null)
    this.#isPolling = saved?.isPolling ?? false
    this.#saved = saved
  }

  save(): SavedStory {
    const connections = this.#connections.save()
    if (this.#saved?.connections !== connections || this.#saved.isPolling !== this.#isPolling)
      this.#saved = { connections, isPolling: this.#isPolling }
    return this.#saved
  }

  /** Null where the line tells nothing of a connection. */
  tell({ us, namespace, text }: DebugLine): Happening | null {
    switch (namespace) {
      case 'engine:ws':
        return this.#webSocket(text)
      case 'engine:socket':
        return this.#socket(text)
      case 'engine':
        return this.#server(text, us)
      case 'socket.io:client':
        return this.#client(text)
      case 'socket.io:server':
        if (text.startsWith('creating engine.io instance')) this.#connections.restart()
        return null
      default:
        return null
    }
  }

  #webSocket(text: string): Happening | null {
    if (!text.startsWith(received) || !text.endsWith('"')) return null
    return this.#fromClient(text.slice(received.length, -1))
  }

  #fromClient(text: string): Happening {
    const client = this.#connections.speaker()
    const type = isBinary(client, text) ? 'binary' : 'text'
    if (client !== null) this.#connections.put(afterMessage(client, type, text))
    return { kind: 'message', sid: client?.sid ?? null, side: 'client', type, text }
  }

  /** What the server sends is told before it is known whether it goes over polling. */
  #socket(text: string): Happening | null {
    const parts = sending.exec(text)
    if (parts === null || !this.#connections.hasWebSocket) return null
    const [, name, data] = parts
    const client = this.#connections.sole()
    if (client !== null) this.#connections.put({ ...client, sent: client.sent + 1 })
    const body = data === 'undefined' ? '' : data!
    return {
      kind: 'message',
      sid: client?.sid ?? null,
      side: 'server',
      type: 'text',
      text: `${packetTypes[name!]}${body}`,
    }
  }

  #server(text: string, us: number): Happening | null {
    if (text === nothingBetween) return null
    const wasPolling = this.#isPolling
    const request = handling.exec(text)
    this.#isPolling = request !== null
    if (request !== null) return { kind: 'request', method: request[1]!, target: request[2]! }
    const handshake = handshaking.exec(text)
    if (handshake !== null) return this.#handshake(handshake[1]!, us, wasPolling || handshake[2] !== undefined)
    if (text === 'upgrading existing transport') return this.#upgrade(us)
    return refusal.test(text) && !wasPolling ? { kind: 'handshake', sid: null, refused: text } : null
  }

  #handshake(sid: string, us: number, isPolling: boolean): Happening | null {
    const state = isPolling ? 'polling' : 'open'
    this.#connections.put({ sid, state, sinceUs: us, received: 0, sent: 0, attachments: 0 })
    return isPolling ? null : { kind: 'handshake', sid, refused: null }
  }

  #upgrade(us: number): Happening {
    const client = this.#connections.upgrading()
    if (client !== null) this.#connections.put({ ...client, state: 'open', sinceUs: us })
    return { kind: 'handshake', sid: client?.sid ?? null, refused: null }
  }

  #client(text: string): Happening | null {
    if (!text.startsWith(closed)) return null
    const client = this.#connections.closing()
    return client?.state === 'polling' ? null : { kind: 'connection', client, reason: text.slice(closed.length) }
  }
}

/** Told of requests of either kind, after what says which it is. */
const nothingBetween = 'no middleware to apply, skipping'
const received = 'received "'
const closed = 'client close with reason '
const sending = /^sending packet "(open|close|ping|pong|message|noop)" \((.*)\)$/s
const handling = /^handling "([A-Z]+)" http request "([^"]*)"$/
const handshaking = /^handshaking client "([^"]{1,200})"( \(WebTransport\))?$/
const refusal =
  /^(?:unknown transport|unknown sid|origin header invalid|bad request|bad handshake method|invalid transport upgrade|unsupported protocol version|upgrade attempt for closed client|transport ha[sd] already been)/

/** Engine.IO protocol 4. */
const packetTypes: Readonly<Record<string, string>> = {
  open: '0',
  close: '1',
  ping: '2',
  pong: '3',
  message: '4',
  noop: '6',
}

/** A binary message is logged as whatever text its bytes make: told by the packet before it, or by being no packet. */
const isBinary = (client: Client | null, text: string): boolean =>
  (client !== null && client.attachments > 0) || !/^[0-6]/.test(text)

function afterMessage(client: Client, type: 'text' | 'binary', text: string): Client {
  const received = client.received + 1
  if (type === 'binary') return { ...client, received, attachments: Math.max(0, client.attachments - 1) }
  const packet = readPacket(text)
  const isLeaving = text === '1' || (packet?.type === 1 && packet.namespace === '/')
  return { ...client, received, state: isLeaving ? 'leaving' : client.state, attachments: packet?.attachments ?? 0 }
}

// A connection of HTTP/2 → the WebSockets in its streams. RFC 8441.
import { Collector } from '../collector.ts'
import type { SensorContext } from '../context.ts'
import type { DialogueSettings, Speech } from '../dialogue.ts'
import type { RequestHead, ResponseHead } from '../http-head.ts'
import type { Ending } from '../record.ts'
import { WebSocket } from '../websocket.ts'
import { answer, webSocketRequest } from './headers.ts'
import type { HeaderField } from './hpack.ts'
import { Http2Side } from './side.ts'

/** A stream that asks to be a WebSocket, or is one. Streams of other requests are not kept. */
interface Asking {
  readonly request: RequestHead
  /** What the client sends before it is answered. */
  readonly early: Collector
  socket: WebSocket | null
  clientEnded: boolean
  serverEnded: boolean
}

export class Http2 implements Speech {
  private readonly context: SensorContext
  private readonly settings: DialogueSettings
  private readonly client: Http2Side
  private readonly server: Http2Side
  private readonly streams = new Map<number, Asking>()

  /** `preface`: bytes of the client's before its first frame. */
  constructor(context: SensorContext, settings: DialogueSettings, preface: number) {
    this.context = context
    this.settings = settings
    context.counters.http2Connections++
    this.client = this.side(true, preface)
    this.server = this.side(false, 0)
  }

  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    const isRead = (fromClient ? this.client : this.server).push(bytes, start, end)
    if (!isRead && this.streams.size > 0) this.context.counters.undecodedBytes += end - start
  }

  gap(fromClient: boolean, length: number): boolean {
    const side = fromClient ? this.client : this.server
    side.missing(length)
    return true
  }

  /** Which stream they are of is not known any more. */
  differs(fromClient: boolean): void {
    for (const { socket } of this.streams.values()) socket?.differs(fromClient)
  }

  shed(): boolean {
    this.client.shed()
    this.server.shed()
    for (const { socket, early } of this.streams.values()) {
      early.clear()
      socket?.shed()
    }
    return true
  }

  end(reason: string, isSeen: boolean, at: Ending['end']): void {
    for (const stream of this.streams.keys()) this.finish(stream, reason, { isSeen, at })
    this.client.release()
    this.server.release()
  }

  private side(fromClient: boolean, skip: number): Http2Side {
    const { headBytes } = this.context.bounds
    return new Http2Side(
      {
        headers: (stream, fields) => (fromClient ? this.asked(stream, fields) : this.answered(stream, fields)),
        data: (stream, bytes, start, end) => this.carried(stream, fromClient, bytes, start, end),
        gap: (stream, length) => void this.streams.get(stream)?.socket?.gap(fromClient, length),
        ended: (stream) => this.ended(stream, fromClient),
        reset: (stream) => this.finish(stream, 'reset', this.seen()),
        badFrame: () => void this.context.counters.badHttp2Frames++,
      },
      { skip, headBytes, charge: this.settings.charge },
    )
  }

  private asked(stream: number, fields: readonly HeaderField[] | null): void {
    const request = fields && webSocketRequest(fields)
    if (request === null || this.streams.has(stream)) return
    if (this.streams.size >= mostStreams) {
      this.context.counters.evictedConnections++
      return
    }
    const early = new Collector(this.context.bounds.headBytes, this.settings.charge)
    this.streams.set(stream, { request, early, socket: null, clientEnded: false, serverEnded: false })
  }

  private answered(stream: number, fields: readonly HeaderField[] | null): void {
    const asking = this.streams.get(stream)
    const response = fields && answer(fields)
    // RFC 9113 section 8.1: answers from 100 to 199 come before the final one.
    if (asking === undefined || asking.socket !== null || response === null || response.status < 200) return
    // RFC 8441 section 5: any 2xx accepts.
    if (response.status < 300) this.begin(stream, asking, response)
    else this.refuse(stream, asking, response)
  }

  private begin(stream: number, asking: Asking, response: ResponseHead): void {
    const { handshakes, charge, onUpgrade } = this.settings
    const scene = handshakes.tell(asking.request, response, true, stream)
    this.context.counters.webSockets++
    onUpgrade()
    asking.socket = new WebSocket(this.context, scene, charge)
    const { seen, length } = asking.early
    const early = asking.early.take()
    if (length > 0) asking.socket.data(true, early, 0, length)
    if (seen > length) asking.socket.gap(true, seen - length)
  }

  private refuse(stream: number, asking: Asking, response: ResponseHead): void {
    this.context.counters.refusedUpgrades++
    this.settings.handshakes.tell(asking.request, response, false, stream)
    asking.early.clear()
    this.streams.delete(stream)
  }

  private carried(stream: number, fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    const asking = this.streams.get(stream)
    if (asking === undefined) return
    if (asking.socket !== null) asking.socket.data(fromClient, bytes, start, end)
    else if (fromClient) asking.early.append(bytes, start, end)
  }

  /** RFC 8441 section 5: the end of a stream is what a FIN is elsewhere. */
  private ended(stream: number, fromClient: boolean): void {
    const asking = this.streams.get(stream)
    if (asking === undefined) return
    if (fromClient) asking.clientEnded = true
    else asking.serverEnded = true
    if (asking.clientEnded && asking.serverEnded) this.finish(stream, 'fin', this.seen())
  }

  private seen() {
    const { us, nanos } = this.context.emitter
    return { isSeen: true, at: { us, nanos } }
  }

  private finish(stream: number, reason: string, { isSeen, at }: { isSeen: boolean; at: Ending['end'] }): void {
    const asking = this.streams.get(stream)
    if (asking === undefined) return
    if (asking.socket === null) this.settings.handshakes.tell(asking.request, null, false, stream)
    asking.early.clear()
    asking.socket?.end(reason, isSeen, at)
    this.streams.delete(stream)
  }
}

/** WebSockets at once on one connection: servers allow some hundred streams. */
const mostStreams = 1000

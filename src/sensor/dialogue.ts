// What is said over one connection, both sides' bytes in order → HTTP/1.1, and whatever it turns into.
import type { SensorContext } from './context.ts'
import { Exchange } from './exchange.ts'
import type { Handshakes } from './handshakes.ts'
import type { RequestHead } from './http-head.ts'
import { Http2 } from './http2/http2.ts'
import type { Recognised } from './midstream.ts'
import type { Ending, Scene } from './record.ts'
import { Tls } from './tls/tls.ts'
import { WebSocket } from './websocket.ts'

/** A protocol that HTTP/1.1 has turned into. */
export interface Speech {
  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void
  /** So many bytes of one side are missing. False where nothing can be read behind them. */
  gap(fromClient: boolean, length: number): boolean
  /** Bytes of one side came again and were others. */
  differs(fromClient: boolean): void
  /** Gives up what it keeps. False where nothing can be read without that. */
  shed(): boolean
  /** Tells what is left to tell, and lets go of everything. `isSeen` is false where the sensor stops looking. */
  end(reason: string, isSeen: boolean, at: Ending['end']): void
}

export interface DialogueSettings {
  readonly handshakes: Handshakes
  readonly charge: (bytes: number) => void
  /** It has become a WebSocket, which is kept for longer. */
  readonly onUpgrade: () => void
  /** Whether it is said over TLS. */
  readonly isSecure?: boolean
}

export class Dialogue {
  private readonly context: SensorContext
  private readonly settings: DialogueSettings
  /** Null once HTTP/1.1 has turned into something else, or cannot be read. */
  private exchange: Exchange | null
  private speech: Speech | null = null
  private clientDiffers = false
  private serverDiffers = false
  /** Set by the upgrade that was accepted. */
  private agreed: Scene | null = null

  constructor(context: SensorContext, settings: DialogueSettings) {
    this.context = context
    this.settings = settings
    this.exchange = new Exchange(
      {
        upgrade: (request, response, accepted) => {
          if (!accepted) context.counters.refusedUpgrades++
          const scene = settings.handshakes.tell(this.asSaid(request), response, accepted)
          if (accepted) this.agreed = scene
        },
        otherProtocol: (isHttp) => this.leaveAlone(isHttp),
      },
      context.bounds.headBytes,
      settings.charge,
    )
  }

  /** Whether what is said is understood. */
  get isFollowed(): boolean {
    return this.exchange !== null || this.speech !== null
  }

  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    if (this.speech !== null) this.speech.data(fromClient, bytes, start, end)
    else if (this.exchange !== null) {
      this.exchange.data(fromClient, bytes, start, end)
      if (this.exchange?.next) this.goOn(this.exchange, this.begin(this.exchange.next))
    }
  }

  gap(fromClient: boolean, length: number): void {
    const goesOn = (this.speech ?? this.exchange)?.gap(fromClient, length)
    // Where the next head begins is not known; a segment that begins with a request will tell.
    if (goesOn === false) this.leaveAlone(false)
  }

  /** Bytes of one side came again and were others. While it is still HTTP, the first frames tell of it. */
  differs(fromClient: boolean): void {
    if (this.speech !== null) this.speech.differs(fromClient)
    else if (fromClient) this.clientDiffers = true
    else this.serverDiffers = true
  }

  /** Goes on as a WebSocket that was told by its frames, from where each side's are followed. */
  join(recognised: Recognised): void {
    const { context, settings } = this
    context.counters.webSockets++
    context.counters.recognisedConnections++
    this.exchange?.release()
    this.exchange = null
    settings.onUpgrade()
    const socket = new WebSocket(context, settings.handshakes.unseen(recognised), settings.charge)
    socket.client.join(recognised.client)
    socket.server.join(recognised.server)
    this.speech = socket
  }

  /** Gives up what it keeps. */
  shed(): void {
    if (this.speech === null || !this.speech.shed()) this.leaveAlone(false)
  }

  /** Tells what is left to tell, and lets go of everything. */
  end(reason: string, isSeen: boolean, at: Ending['end']): void {
    const unanswered = this.exchange?.unanswered() ?? null
    if (unanswered !== null) this.settings.handshakes.tell(this.asSaid(unanswered), null, false)
    this.exchange?.release()
    this.speech?.end(reason, isSeen, at)
    this.exchange = this.speech = null
  }

  private asSaid(request: RequestHead): RequestHead {
    return this.settings.isSecure ? { ...request, isSecure: true } : request
  }

  private leaveAlone(isKnown: boolean): void {
    if (!this.isFollowed) return
    if (!isKnown) this.context.counters.unreadableHttp++
    this.exchange?.release()
    this.exchange = this.speech = null
  }

  private begin(next: NonNullable<Exchange['next']>): Speech {
    const { context, settings } = this
    if (next === 'tls') return this.beginTls()
    if (next !== 'frames') return new Http2(context, settings, next === 'http2' ? prefaceRest : preface)
    context.counters.webSockets++
    settings.onUpgrade()
    return new WebSocket(context, this.agreed!, settings.charge)
  }

  private beginTls(): Speech {
    const { context, settings } = this
    return new Tls(context, {
      charge: settings.charge,
      address: () => {
        const { serverIp, serverPort } = settings.handshakes.who()
        return serverIp.includes(':') ? `[${serverIp}]:${serverPort}` : `${serverIp}:${serverPort}`
      },
      inside: () => new Dialogue(context, { ...settings, isSecure: true }),
      onSealed: () => this.leaveAlone(true),
    })
  }

  /** What came behind the heads is said in the new protocol. */
  private goOn(exchange: Exchange, speech: Speech): void {
    const held = [true, false].map((fromClient) => ({ fromClient, ...exchange.takeHeld(fromClient) }))
    exchange.release()
    this.exchange = null
    this.speech = speech
    if (this.clientDiffers) speech.differs(true)
    if (this.serverDiffers) speech.differs(false)
    for (const { fromClient, bytes, missing } of held) {
      if (bytes.length > 0) this.data(fromClient, bytes, 0, bytes.length)
      if (missing > 0) this.gap(fromClient, missing)
    }
  }
}

/** RFC 9113 section 3.4: the whole of what a client says first, and what of it comes behind that which looks like a head. */
const preface = 24
const prefaceRest = 6

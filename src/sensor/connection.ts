// One TCP connection: its two streams of bytes, and what is spoken over them.
import { addressText, communityId, type Endpoint } from './address.ts'
import type { Holder } from './budget.ts'
import type { SensorContext } from './context.ts'
import { Exchange } from './exchange.ts'
import { type Flow, hashOf } from './flows.ts'
import { readClientIp, readHandshake } from './handshake.ts'
import type { RequestHead, ResponseHead } from './http-head.ts'
import { uint32 } from './octets.ts'
import type { Recent } from './recency.ts'
import { HandshakeRecord, type Identity, type Scene } from './record.ts'
import { flag, type Segment } from './segment.ts'
import { type Receiver, Stream } from './stream.ts'
import { WebSocket } from './websocket.ts'

/** One direction of a connection. */
export class Half implements Flow, Receiver {
  readonly connection: Connection
  readonly stream: Stream
  readonly hash: number
  readonly version: 4 | 6
  readonly words: Int32Array
  readonly sourcePort: number
  readonly destinationPort: number
  nextInBucket: this | null = null

  constructor(connection: Connection, addresses: Addresses, context: SensorContext, charge: (bytes: number) => void) {
    this.connection = connection
    this.version = addresses.version
    this.words = addresses.words
    this.sourcePort = addresses.sourcePort
    this.destinationPort = addresses.destinationPort
    this.hash = hashOf(this)
    this.stream = new Stream(this, context.bounds, charge)
  }

  data(bytes: Buffer, start: number, end: number): void {
    this.connection.data(this, bytes, start, end)
  }

  gap(length: number): void {
    this.connection.gap(this, length)
  }

  endpoint(): Endpoint {
    return { version: this.version, words: this.words.subarray(0, 4), port: this.sourcePort }
  }
}

type Addresses = Pick<Flow, 'version' | 'words' | 'sourcePort' | 'destinationPort'>

export interface ConnectionListener {
  /** It has become a WebSocket, which is kept for longer. */
  upgraded(connection: Connection): void
}

export class Connection implements Holder, Recent {
  heldBytes = 0
  older: this | null = null
  newer: this | null = null
  /** Capture time of its last segment. */
  lastUs: number
  /** The half whose sender opened the connection or, where that was not seen, sends requests. */
  client: Half
  server: Half
  socket: WebSocket | null = null
  /** Sequence number of a SYN inside the connection: the port is used again if the other side agrees. */
  reopening: number | null = null
  private readonly context: SensorContext
  private readonly listener: ConnectionListener
  private readonly charge = (bytes: number): void => this.context.budget.charge(this, bytes)
  private readonly startUs: number
  private readonly startNanos: number
  /** Null while the connection is left alone, and once it is a WebSocket. */
  private exchange: Exchange | null = null
  private identity: Identity | null = null
  private attempts = 0
  /** Set by the upgrade that was accepted. */
  private agreed: Scene | null = null

  /** `segment` is one that the client sent or, with `isReply`, the server. */
  constructor(context: SensorContext, listener: ConnectionListener, segment: Segment, isReply: boolean) {
    this.context = context
    this.listener = listener
    this.startUs = this.lastUs = context.emitter.us
    this.startNanos = context.emitter.nanos
    const own = {
      version: segment.version,
      words: segment.words.slice(),
      sourcePort: segment.sourcePort,
      destinationPort: segment.destinationPort,
    }
    const half = (addresses: Addresses) => new Half(this, addresses, context, this.charge)
    this.client = half(isReply ? reversed(own) : own)
    this.server = half(isReply ? own : reversed(own))
  }

  /** Reads HTTP from here on. */
  listen(): void {
    this.exchange?.release()
    this.exchange = new Exchange(
      {
        upgrade: (request, response, accepted) => this.upgrade(request, response, accepted),
        otherProtocol: (isHttp) => this.leaveAlone(isHttp),
      },
      this.context.bounds.headBytes,
      this.charge,
    )
  }

  /** A segment with payload. */
  payload(half: Half, segment: Segment): void {
    if (this.isIdleTalk) this.lookForRequest(half, segment)
    const { sequence, bytes, start, end, missing } = segment
    if (this.isIdleTalk) half.stream.pass(sequence + end - start + missing)
    else half.stream.segment(sequence, bytes, start, end, missing)
  }

  data(half: Half, bytes: Buffer, start: number, end: number): void {
    const fromClient = half === this.client
    if (this.socket !== null) (fromClient ? this.socket.client : this.socket.server).data(bytes, start, end)
    else if (this.exchange !== null) {
      this.exchange.data(fromClient, bytes, start, end)
      if (this.exchange?.isUpgraded) this.beginFrames(this.exchange)
    }
  }

  gap(half: Half, length: number): void {
    const fromClient = half === this.client
    if (this.socket !== null) (fromClient ? this.socket.client : this.socket.server).gap(length)
    // Where the next head begins is not known; a segment that begins with a request will tell.
    else if (this.exchange?.gap(fromClient, length) === false) this.leaveAlone(false)
  }

  shed(): void {
    this.client.stream.shed()
    this.server.stream.shed()
    this.socket?.shed()
    if (this.socket === null && this.heldBytes > 0) this.leaveAlone(false)
  }

  /** Both directions are over. */
  get isOver(): boolean {
    return this.client.stream.ended && this.server.stream.ended
  }

  /** Tells what is left to tell, and lets go of everything. */
  end(reason: string, isSeen: boolean, at: { us: number; nanos: number }): void {
    this.client.stream.flush()
    this.server.stream.flush()
    const unanswered = this.exchange?.unanswered() ?? null
    if (unanswered !== null) this.tellHandshake(unanswered, null, false)
    this.socket?.end(reason, isSeen, at)
    this.socket?.shed()
    this.exchange?.release()
    this.context.budget.charge(this, -this.heldBytes)
    this.context.counters.repeatedBytes += this.client.stream.repeatedBytes + this.server.stream.repeatedBytes
  }

  /** Neither HTTP nor a WebSocket is followed. */
  private get isIdleTalk(): boolean {
    return this.exchange === null && this.socket === null
  }

  /** Follows the connection from a segment that begins with a request; the acknowledgement says where the answer begins. */
  private lookForRequest(half: Half, segment: Segment): void {
    const { bytes, start, end } = segment
    if (end - start < 4 || uint32(bytes, start) !== get) return
    if (half === this.server) [this.client, this.server] = [this.server, this.client]
    this.client.stream.startAt(segment.sequence)
    if ((segment.flags & flag.ack) !== 0) this.server.stream.startAt(segment.acknowledgement)
    this.listen()
  }

  private leaveAlone(isHttp: boolean): void {
    if (this.exchange === null) return
    if (!isHttp) this.context.counters.unreadableHttp++
    this.exchange.release()
    this.exchange = null
  }

  private upgrade(request: RequestHead, response: ResponseHead, accepted: boolean): void {
    if (!accepted) this.context.counters.refusedUpgrades++
    const scene = this.tellHandshake(request, response, accepted)
    if (accepted) this.agreed = scene
  }

  private tellHandshake(request: RequestHead, response: ResponseHead | null, accepted: boolean): Scene {
    const { emitter } = this.context
    const handshake = readHandshake(request, response, accepted, this.context.request)
    this.identity ??= this.identify()
    const realClientIp = readClientIp(request, this.identity.clientIp, this.context.request)
    const scene = { identity: this.identity, handshake, realClientIp }
    emitter.emit(new HandshakeRecord(scene, emitter.moment(), ++this.attempts))
    return scene
  }

  private beginFrames(exchange: Exchange): void {
    this.context.counters.webSockets++
    const socket = new WebSocket(this.context, this.agreed!, this.charge)
    const requests = exchange.takeHeld(true)
    const responses = exchange.takeHeld(false)
    exchange.release()
    this.exchange = null
    this.socket = socket
    this.listener.upgraded(this)
    for (const [talk, { bytes, missing }] of [
      [socket.client, requests],
      [socket.server, responses],
    ] as const) {
      if (bytes.length > 0) talk.data(bytes, 0, bytes.length)
      if (missing > 0) talk.gap(missing)
    }
  }

  private identify(): Identity {
    const client = this.client.endpoint()
    const server = this.server.endpoint()
    const flow = communityId(client, server)
    return {
      id: `${flow}-${this.startUs}${this.startNanos === 0 ? '' : `.${String(this.startNanos).padStart(3, '0')}`}`,
      communityId: flow,
      clientIp: addressText(client),
      clientPort: client.port,
      serverIp: addressText(server),
      serverPort: server.port,
    }
  }
}

/** `GET ` as four bytes. */
const get = 0x47455420

function reversed({ version, words, sourcePort, destinationPort }: Addresses): Addresses {
  const turned = new Int32Array(8)
  turned.set(words.subarray(4), 0)
  turned.set(words.subarray(0, 4), 4)
  return { version, words: turned, sourcePort: destinationPort, destinationPort: sourcePort }
}

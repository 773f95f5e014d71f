// Packets in the order of their capture → events in a batch: the whole chain. No I/O, no clock but the capture's.
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import { exclusive, type Position } from '../event/position.ts'
import type { RequestSettings } from '../request/settings.ts'
import { type Bounds, defaultBounds } from './bounds.ts'
import { Budget } from './budget.ts'
import { Connection, type Half } from './connection.ts'
import type { SensorContext } from './context.ts'
import { type Counters, emptyCounters } from './counters.ts'
import { Dissector } from './dissector.ts'
import { Emitter } from './emitter.ts'
import { Flows } from './flows.ts'
import { KnownTexts } from './known-texts.ts'
import type { Packet } from './packet.ts'
import { Recency } from './recency.ts'
import { RecentSegments } from './recent-segments.ts'
import { Scratch } from './scratch.ts'
import { flag, Segment } from './segment.ts'
import { KeyLog } from './tls/key-log.ts'
import { type Sealed, SealedTally } from './tls/sealed.ts'
import { verdict } from './verdict.ts'

export interface SensorSettings {
  /** The fields to fill. */
  readonly layout: Layout
  readonly request: RequestSettings
  readonly bounds?: Partial<Bounds>
  /** Secrets of TLS sessions; more may be added as they come. */
  readonly keys?: KeyLog
}

export class Sensor {
  private readonly context: SensorContext
  private readonly emitter: Emitter
  private readonly segment = new Segment()
  private readonly dissector: Dissector
  private readonly flows = new Flows<Half>()
  private readonly sockets = new Recency<Connection>()
  private readonly others = new Recency<Connection>()

  constructor(settings: SensorSettings) {
    const bounds = { ...defaultBounds, ...settings.bounds }
    this.emitter = new Emitter(settings.layout)
    this.dissector = new Dissector(this.segment, bounds)
    this.context = {
      bounds,
      request: settings.request,
      emitter: this.emitter,
      counters: emptyCounters(),
      budget: new Budget(bounds.keptBytes),
      scratch: new Scratch(),
      recent: new RecentSegments(bounds.recentBytes),
      texts: new KnownTexts(),
      keys: settings.keys ?? new KeyLog(),
      sealed: new SealedTally(),
    }
  }

  /** Reads one packet. Its bytes must not be written to while the batch is in use. */
  packet(packet: Packet, batch: Batch): void {
    const { counters } = this.context
    this.emitter.batch = batch
    counters.packets++
    this.context.recent.pass(packet.end - packet.start)
    if (this.emitter.advance(packet.us, packet.nanos)) {
      this.expire(this.others, this.context.bounds.otherIdleUs)
      this.expire(this.sockets, this.context.bounds.idleUs)
    } else counters.latePackets++
    if (packet.end - packet.start < packet.wireLength) counters.cutPackets++
    if (this.decode(packet)) this.route(this.segment)
  }

  /** Time has gone on to here without a packet: what has been silent for too long ends. */
  tick(us: number, batch: Batch): void {
    this.emitter.batch = batch
    if (!Number.isFinite(this.emitter.us) || !this.emitter.advance(us, 0)) return
    this.expire(this.others, this.context.bounds.otherIdleUs)
    this.expire(this.sockets, this.context.bounds.idleUs)
  }

  /**
   * No more packets will come: ends what is still open. Stops early at `rows` rows; false says that it must be called
   * again, with the next batch.
   */
  end(batch: Batch, rows = Number.POSITIVE_INFINITY): boolean {
    this.emitter.batch = batch
    this.dissector.fragments.clear()
    const { us, nanos } = this.emitter
    for (const list of [this.others, this.sockets]) {
      while (list.oldest !== null) {
        if (batch.length >= rows) return false
        this.remove(list.oldest, 'end_of_input', false, { us, nanos })
      }
    }
    return true
  }

  /** No event before this place will come any more. */
  position(): Position {
    const { us, nanos, lastUs, lastNanos, sequence } = this.emitter
    return { us, nanos, sequence: us === lastUs && nanos === lastNanos ? sequence - 1 : exclusive }
  }

  /** What was seen and left out so far, and what is kept right now. */
  counters(): Readonly<Counters & { readonly keptBytes: number; readonly openConnections: number }> {
    const { counters, budget } = this.context
    const { pieces: ipFragments, overlaps: overlappingFragments, lost: lostFragments, held } = this.dissector.fragments
    return {
      ...counters,
      ipFragments,
      overlappingFragments,
      lostFragments,
      keptBytes: budget.used + held,
      openConnections: this.others.length + this.sockets.length,
    }
  }

  /** Encrypted connections whose inside was not seen, by the server that they were to. */
  sealed(): readonly Sealed[] {
    return this.context.sealed.list()
  }

  private decode(packet: Packet): boolean {
    const { counters } = this.context
    switch (this.dissector.decode(packet)) {
      case verdict.segment:
        return true
      case verdict.otherProtocol:
        counters.otherProtocolPackets++
        return false
      case verdict.unknownLink:
        counters.unknownLinkPackets++
        return false
      case verdict.ipFragment:
        return false
      case verdict.deepTunnel:
        counters.deepTunnelPackets++
        return false
      case verdict.malformed:
        counters.malformedPackets++
        return false
    }
  }

  private route(segment: Segment): void {
    const isSyn = (segment.flags & flag.syn) !== 0
    let half = this.flows.find(segment)
    if (isSyn) half = this.synchronize(half, segment)
    else if (half === null && hasPayload(segment)) half = this.open(segment, false)
    if (half !== null) this.follow(half, segment)
  }

  private follow(half: Half, segment: Segment): void {
    const { connection } = half
    connection.lastUs = this.emitter.us
    this.listOf(connection).touch(connection)
    const peer = half === connection.client ? connection.server : connection.client
    // First, because it may tell of a loss in what this segment answers.
    if ((segment.flags & flag.ack) !== 0) peer.stream.acknowledged(segment.acknowledgement)
    if (hasPayload(segment)) connection.payload(half, segment)
    this.finish(half, segment)
    this.context.counters.shedBuffers += this.context.budget.enforce()
  }

  /** FIN and RST. */
  private finish(half: Half, segment: Segment): void {
    const { connection } = half
    const { us, nanos } = this.emitter
    if ((segment.flags & flag.fin) !== 0) {
      half.stream.finish((segment.sequence + segment.end - segment.start + segment.missing) | 0)
    }
    if ((segment.flags & flag.rst) !== 0 && isCurrent(half, segment))
      this.remove(connection, 'reset', true, { us, nanos })
    else if (connection.isOver) this.remove(connection, 'fin', true, { us, nanos })
  }

  /** RFC 9293 section 3.5: a SYN opens a connection, the SYN that answers it says the server's first number. */
  private synchronize(half: Half | null, segment: Segment): Half | null {
    const isReply = (segment.flags & flag.ack) !== 0
    const first = (segment.sequence + 1) | 0
    if (half !== null && this.isReuse(half, segment, isReply)) {
      this.remove(half.connection, 'reused', true, { us: half.connection.lastUs, nanos: 0 })
      half = null
    }
    const known = half ?? this.open(segment, isReply)
    if (known.stream.position() === null) known.stream.startAt(first)
    if (half === null) {
      known.connection.listen()
      if (isReply) known.connection.client.stream.startAt(segment.acknowledgement)
    }
    // Data in a SYN begins one number behind it.
    segment.sequence = first
    return known
  }

  /**
   * A SYN inside a connection ends it only when the other side agrees: anyone can send one, and a server that still
   * has the connection answers with no more than an acknowledgement (RFC 5961 section 4.2).
   */
  private isReuse(half: Half, segment: Segment, isReply: boolean): boolean {
    const { connection } = half
    if (!isReply) {
      const isNew = half.stream.position() !== null && half.stream.position() !== ((segment.sequence + 1) | 0)
      connection.reopening = isNew ? segment.sequence : null
      return false
    }
    return connection.reopening !== null && ((connection.reopening + 1) | 0) === segment.acknowledgement
  }

  /** A connection seen for the first time, with a segment of the client or, with `isReply`, the server. */
  private open(segment: Segment, isReply: boolean): Half {
    const { counters, bounds } = this.context
    while (this.others.length + this.sockets.length >= bounds.connections) this.evict()
    counters.connections++
    const connection = new Connection(this.context, { upgraded: (upgraded) => this.keep(upgraded) }, segment, isReply)
    this.flows.add(connection.client)
    this.flows.add(connection.server)
    this.others.add(connection)
    if ((segment.flags & flag.syn) === 0) counters.midstreamConnections++
    return isReply ? connection.server : connection.client
  }

  private keep(connection: Connection): void {
    this.others.remove(connection)
    this.sockets.add(connection)
  }

  private listOf(connection: Connection): Recency<Connection> {
    return connection.isUpgraded ? this.sockets : this.others
  }

  private evict(): void {
    this.context.counters.evictedConnections++
    const { us, nanos } = this.emitter
    this.remove((this.others.oldest ?? this.sockets.oldest)!, 'evicted', false, { us, nanos })
  }

  private expire(list: Recency<Connection>, idleUs: number): void {
    const before = this.emitter.us - idleUs
    while (list.oldest !== null && list.oldest.lastUs < before) {
      this.context.counters.idleConnections++
      this.remove(list.oldest, 'idle', false, { us: list.oldest.lastUs, nanos: 0 })
    }
  }

  private remove(connection: Connection, reason: string, isSeen: boolean, at: { us: number; nanos: number }): void {
    this.flows.remove(connection.client)
    this.flows.remove(connection.server)
    // Its last bytes may make it a WebSocket still.
    connection.end(reason, isSeen, at)
    this.listOf(connection).remove(connection)
  }
}

const hasPayload = (segment: Segment): boolean => segment.end > segment.start || segment.missing > 0

/** A RST counts only where its number is one that the receiver waits for: others are forged or stale. RFC 5961 section 3.2. */
function isCurrent(half: Half, segment: Segment): boolean {
  const position = half.stream.position()
  if (position === null) return true
  const ahead = (segment.sequence - position) | 0
  return ahead >= 0 && ahead < largestWindow
}

const largestWindow = 1 << 24

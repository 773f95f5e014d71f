// One TCP connection: its two streams of bytes, and what is spoken over them.
import type { Endpoint } from './address.ts'
import type { Holder } from './budget.ts'
import type { SensorContext } from './context.ts'
import { Dialogue } from './dialogue.ts'
import { type Flow, hashOf } from './flows.ts'
import { Handshakes } from './handshakes.ts'
import { Midstream } from './midstream.ts'
import { uint32 } from './octets.ts'
import type { Recent } from './recency.ts'
import { flag, type Segment } from './segment.ts'
import { type Receiver, Stream } from './stream.ts'

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
    this.stream = new Stream(this, { bounds: context.bounds, recent: context.recent, charge })
  }

  data(bytes: Buffer, start: number, end: number): void {
    this.connection.data(this, bytes, start, end)
  }

  gap(length: number): void {
    this.connection.gap(this, length)
  }

  differs(): void {
    this.connection.differs(this)
  }

  endpoint(): Endpoint {
    // A copy, since a view would give each connection's words memory of their own outside the heap.
    return { version: this.version, words: this.words.slice(0, 4), port: this.sourcePort }
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
  /** Whether it has become a WebSocket. */
  isUpgraded = false
  /** Sequence number of a SYN inside the connection: the port is used again if the other side agrees. */
  reopening: number | null = null
  private readonly context: SensorContext
  private readonly listener: ConnectionListener
  private readonly charge = (bytes: number): void => this.context.budget.charge(this, bytes)
  private readonly handshakes: Handshakes
  /** Null until it is listened to. */
  private dialogue: Dialogue | null = null
  /** Null where frames are not looked for: the beginning was seen, or it was looked for long enough. */
  private midstream: Midstream | null = null

  /** `segment` is one that the client sent or, with `isReply`, the server. */
  constructor(context: SensorContext, listener: ConnectionListener, segment: Segment, isReply: boolean) {
    this.context = context
    this.listener = listener
    const { us, nanos } = context.emitter
    this.lastUs = us
    this.handshakes = new Handshakes(context, () => ({
      client: this.client.endpoint(),
      server: this.server.endpoint(),
      us,
      nanos,
    }))
    if ((segment.flags & flag.syn) === 0) this.midstream = new Midstream()
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
    this.midstream = null
    this.dialogue = this.open()
  }

  private open(): Dialogue {
    return new Dialogue(this.context, {
      handshakes: this.handshakes,
      charge: this.charge,
      onUpgrade: () => {
        if (!this.isUpgraded) this.listener.upgraded(this)
        this.isUpgraded = true
      },
    })
  }

  /** A segment with payload. */
  payload(half: Half, segment: Segment): void {
    if (this.isIdleTalk) this.lookForRequest(half, segment)
    const { sequence, bytes, start, end, missing } = segment
    if (!this.isIdleTalk) half.stream.segment(sequence, bytes, start, end, missing)
    else if (this.midstream === null) half.stream.pass(sequence + end - start + missing)
    else this.lookForFrames(half, segment, this.midstream)
  }

  data(half: Half, bytes: Buffer, start: number, end: number): void {
    this.dialogue?.data(half === this.client, bytes, start, end)
  }

  gap(half: Half, length: number): void {
    if (this.isIdleTalk) return
    this.dialogue?.gap(half === this.client, length)
    // What comes behind it may still turn out to be frames.
    if (this.isIdleTalk) this.midstream = new Midstream()
  }

  differs(half: Half): void {
    this.context.counters.differingOverlaps++
    this.dialogue?.differs(half === this.client)
  }

  shed(): void {
    this.client.stream.shed()
    this.server.stream.shed()
    if (this.heldBytes > 0) this.dialogue?.shed()
  }

  /** Both directions are over. */
  get isOver(): boolean {
    return this.client.stream.ended && this.server.stream.ended
  }

  /** Tells what is left to tell, and lets go of everything. */
  end(reason: string, isSeen: boolean, at: { us: number; nanos: number }): void {
    this.client.stream.flush()
    this.server.stream.flush()
    this.dialogue?.end(reason, isSeen, at)
    this.context.budget.charge(this, -this.heldBytes)
    this.context.counters.repeatedBytes += this.client.stream.repeatedBytes + this.server.stream.repeatedBytes
  }

  /** Neither HTTP nor what it turned into is followed. */
  private get isIdleTalk(): boolean {
    return this.dialogue === null || !this.dialogue.isFollowed
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

  /** Follows the connection as a WebSocket from behind the segment on that makes it look like one. */
  private lookForFrames(half: Half, segment: Segment, midstream: Midstream): void {
    const { sequence, start, end, missing } = segment
    const expected = half.stream.position()
    const found = midstream.segment(half === this.client, segment, expected)
    const next = (sequence + end - start + missing) | 0
    if (expected === null || ((next - expected) | 0) > 0) half.stream.pass(next)
    if (found === null) {
      if (midstream.isOver) this.midstream = null
      return
    }
    this.midstream = null
    if (!found.isFirstClient) [this.client, this.server] = [this.server, this.client]
    this.dialogue = this.open()
    this.dialogue.join(found)
  }
}

/** `GET ` as four bytes. */
const get = 0x47455420

function reversed({ version, words, sourcePort, destinationPort }: Addresses): Addresses {
  const turned = new Int32Array(8)
  for (let at = 0; at < 8; at++) turned[at] = words[(at + 4) & 7]!
  return { version, words: turned, sourcePort: destinationPort, destinationPort: sourcePort }
}

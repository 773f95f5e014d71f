// Bytes of one direction after the upgrade, however cut → frames. RFC 6455 section 5.2.
import { Collector } from './collector.ts'
import { int32le, uint16, uint32 } from './octets.ts'

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** RFC 6455 section 5.5: control frames are those whose opcode has its highest bit set. */
export const isControl = (code: number): boolean => (code & 8) !== 0

export interface FrameSink {
  /** A frame is whole. The decoder's fields say what it was, until this returns. */
  frame(frame: FrameDecoder): void
}

export class FrameDecoder {
  fin = false
  /** RSV1·4 + RSV2·2 + RSV3. */
  rsv = 0
  opcode = 0
  masked = false
  /** The mask, its first byte lowest; 0 without one. */
  key = 0
  /** Payload length as declared; beyond 2^53 only roughly. */
  length = 0
  /** Bytes of the header on the wire. */
  headerLength = 0
  /** Whether the highest bit of a 64-bit length was set. */
  hasHighBit = false
  /** The payload, masked as it came: `payloadLength` bytes of `payload` from `payloadStart`. */
  payload: Buffer = none
  payloadStart = 0
  /** Bytes kept: less than `length` where the limit or a gap cut the payload. */
  payloadLength = 0
  private readonly sink: FrameSink
  /** Of a header that segments cut; most connections never need one. */
  private head: Buffer = none
  private headHeld = 0
  private readonly body: Collector
  /** Payload bytes still to come. */
  private left = 0

  constructor(sink: FrameSink, payloadBytes: number, charge: (bytes: number) => void) {
    this.sink = sink
    this.body = new Collector(payloadBytes, charge)
  }

  push(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) {
      at = this.left > 0 ? this.continuePayload(bytes, at, end) : this.header(bytes, at, end)
    }
  }

  /** So many bytes are missing. False where they hid a header: where the next frame begins is then not known. */
  gap(length: number): boolean {
    if (this.left < length || this.headHeld > 0) return false
    this.left -= length
    this.body.skip(length)
    if (this.left === 0) this.complete(this.body.kept(), 0, this.body.length)
    return true
  }

  /** Forgets the frame that had begun: the next byte begins a new one. */
  restart(): void {
    this.left = this.headHeld = 0
    this.body.clear()
  }

  /** Gives up the payload kept so far; the frame will be reported without it. */
  shed(): void {
    const { seen } = this.body
    this.body.clear()
    if (this.left > 0) this.body.skip(seen)
  }

  private header(bytes: Buffer, at: number, end: number): number {
    const available = end - at
    if (this.headHeld === 0 && available >= 2) {
      const size = headerSize(bytes[at + 1]!)
      if (available >= size) {
        this.read(bytes, at, size)
        return this.beginPayload(bytes, at + size, end)
      }
    }
    return this.splitHeader(bytes, at, end)
  }

  /** A header cut by segments: gathered byte by byte. */
  private splitHeader(bytes: Buffer, start: number, end: number): number {
    if (this.head === none) this.head = Buffer.alloc(longestHeader)
    for (let at = start; at < end; ) {
      this.head[this.headHeld++] = bytes[at++]!
      if (this.headHeld < 2 || this.headHeld < headerSize(this.head[1]!)) continue
      this.read(this.head, 0, this.headHeld)
      this.headHeld = 0
      return this.beginPayload(bytes, at, end)
    }
    return end
  }

  private read(bytes: Buffer, at: number, size: number): void {
    const first = bytes[at]!
    const second = bytes[at + 1]!
    this.fin = first >= 128
    this.rsv = (first >> 4) & 7
    this.opcode = first & 15
    this.masked = second >= 128
    this.headerLength = size
    this.key = this.masked ? int32le(bytes, at + size - 4) : 0
    this.hasHighBit = false
    const short = second & 127
    if (short < 126) this.length = short
    else if (short === 126) this.length = uint16(bytes, at + 2)
    else this.readLong(bytes, at + 2)
  }

  private readLong(bytes: Buffer, at: number): void {
    const high = uint32(bytes, at)
    this.hasHighBit = high >= 2 ** 31
    this.length = (high & 0x7fffffff) * 2 ** 32 + uint32(bytes, at + 4)
  }

  private beginPayload(bytes: Buffer, at: number, end: number): number {
    if (this.length <= end - at) {
      this.complete(bytes, at, this.length)
      return at + this.length
    }
    this.left = this.length
    return this.continuePayload(bytes, at, end)
  }

  private continuePayload(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + this.left)
    this.body.append(bytes, at, until)
    this.left -= until - at
    if (this.left === 0) this.complete(this.body.kept(), 0, this.body.length)
    return until
  }

  private complete(bytes: Buffer, start: number, length: number): void {
    this.payload = bytes
    this.payloadStart = start
    this.payloadLength = length
    this.sink.frame(this)
    this.payload = none
    this.body.clear()
  }
}

const none = Buffer.alloc(0)
/** Bytes of a header with a 64-bit length and a mask. */
export const longestHeader = 14

/** Bytes of a header, by its second byte. */
export const headerSize = (second: number): number => {
  const short = second & 127
  return (short === 127 ? 10 : short === 126 ? 4 : 2) + (second >= 128 ? 4 : 0)
}

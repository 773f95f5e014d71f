// A pcapng file: blocks, of which some describe interfaces and some hold packets. draft-ietf-opsawg-pcapng.
import { type CaptureFormat, longestPacket, type OnSecrets, type Step, type Window } from './capture-format.ts'
import { type ByteOrder, bigEndian, littleEndian } from './octets.ts'
import type { Packet } from './packet.ts'
import { type Clock, readClock } from './pcapng-clock.ts'

/** The format, if the bytes begin with a section header. */
export const pcapngFormat = (bytes: Uint8Array, at: number, onSecrets: OnSecrets): CaptureFormat | null =>
  bigEndian.uint32(bytes, at) === blocks.section ? new Pcapng(onSecrets) : null

// Section 11.1. The section header's number reads the same in both byte orders.
const blocks = { section: 0x0a0d0d0a, interface: 1, oldPacket: 2, simplePacket: 3, packet: 6, secrets: 10 }
/** Section 4.7: what a key log says. */
const tlsKeyLog = 0x544c534b
const byteOrderMagic = 0x1a2b3c4d
/** Type and length before the body; the length again after it. */
const headBytes = 8
const frameBytes = 12

interface Interface {
  readonly linkType: number
  /** 0 for no limit. */
  readonly snapLength: number
  readonly clock: Clock
}

class Pcapng implements CaptureFormat {
  needed = frameBytes
  broken = ''
  skip = 0
  private order: ByteOrder = littleEndian
  private interfaces: Interface[] = []
  /** A simple packet has no time of its own: it takes that of the packet before it. */
  private us = 0
  private nanos = 0
  private readonly onSecrets: OnSecrets

  constructor(onSecrets: OnSecrets) {
    this.onSecrets = onSecrets
  }

  step(window: Window, packet: Packet): Step {
    const { bytes, at } = window
    this.needed = frameBytes
    if (bytes.length - at < frameBytes) return 'short'
    const isSection = bigEndian.uint32(bytes, at) === blocks.section
    if (isSection && !this.readByteOrder(bytes, at + headBytes)) return this.breaks('damaged: no byte order')
    const type = this.order.uint32(bytes, at)
    const length = this.order.uint32(bytes, at + 4)
    if (length < frameBytes || length % 4 !== 0) return this.breaks('damaged: a block of impossible length')
    if (!isSection && !readBlocks.has(type)) return this.skipBlock(length)
    if (type === blocks.secrets && length > longestPacket) return this.skipBlock(length)
    if (length > longestPacket) return this.breaks('damaged: a block longer than any can be')
    this.needed = length
    if (bytes.length - at < length) return 'short'
    if (this.order.uint32(bytes, at + length - 4) !== length) return this.breaks('damaged: a block with two lengths')
    const step = this.block(type, bytes, at + headBytes, at + length - 4, packet)
    if (step !== 'broken') window.at += length
    return step
  }

  private readByteOrder(bytes: Uint8Array, at: number): boolean {
    const order = [littleEndian, bigEndian].find((each) => each.uint32(bytes, at) === byteOrderMagic)
    if (order) this.order = order
    return order !== undefined
  }

  private skipBlock(length: number): Step {
    this.skip = length
    return 'other'
  }

  private breaks(reason: string): Step {
    this.broken = reason
    return 'broken'
  }

  private block(type: number, bytes: Buffer, start: number, end: number, packet: Packet): Step {
    switch (type) {
      case blocks.interface:
        return this.describeInterface(bytes, start, end)
      case blocks.packet:
        return this.timedPacket(this.order.uint32(bytes, start), bytes, start, end, packet)
      case blocks.oldPacket:
        return this.timedPacket(this.order.uint16(bytes, start), bytes, start, end, packet)
      case blocks.secrets:
        return this.readSecrets(bytes, start, end)
      case blocks.simplePacket:
        return this.simplePacket(bytes, start, end, packet)
      default:
        this.interfaces = []
        return 'other'
    }
  }

  // Section 4.2.
  private describeInterface(bytes: Buffer, start: number, end: number): Step {
    if (end - start < 8) return this.breaks('damaged: an interface without a description')
    this.interfaces.push({
      linkType: this.order.uint16(bytes, start),
      snapLength: this.order.uint32(bytes, start + 4),
      clock: readClock(bytes, start + 8, end, this.order),
    })
    return 'other'
  }

  // Sections 4.3 and, for the older block, appendix A.
  private timedPacket(interfaceId: number, bytes: Buffer, start: number, end: number, packet: Packet): Step {
    const from = this.interfaces[interfaceId]
    if (end - start < 20 || from === undefined) return this.breaks('damaged: a packet of no interface')
    const length = this.order.uint32(bytes, start + 12)
    if (length > end - start - 20) return this.breaks('damaged: a packet longer than its block')
    from.clock(this.order.uint32(bytes, start + 4), this.order.uint32(bytes, start + 8), packet)
    this.us = packet.us
    this.nanos = packet.nanos
    return fill(packet, bytes, start + 20, length, this.order.uint32(bytes, start + 16), from.linkType)
  }

  // Section 4.7.
  private readSecrets(bytes: Buffer, start: number, end: number): Step {
    const isKeyLog = end - start >= 8 && this.order.uint32(bytes, start) === tlsKeyLog
    if (!isKeyLog) return 'other'
    const length = Math.min(this.order.uint32(bytes, start + 4), end - start - 8)
    this.onSecrets(bytes.toString('latin1', start + 8, start + 8 + length))
    return 'other'
  }

  // Section 4.4.
  private simplePacket(bytes: Buffer, start: number, end: number, packet: Packet): Step {
    const from = this.interfaces[0]
    if (end - start < 4 || from === undefined) return this.breaks('damaged: a packet of no interface')
    const wireLength = this.order.uint32(bytes, start)
    const length = Math.min(wireLength, end - start - 4, from.snapLength || wireLength)
    packet.us = this.us
    packet.nanos = this.nanos
    return fill(packet, bytes, start + 4, length, wireLength, from.linkType)
  }
}

const readBlocks = new Set(Object.values(blocks))

function fill(packet: Packet, bytes: Buffer, start: number, length: number, wire: number, linkType: number): Step {
  packet.bytes = bytes
  packet.start = start
  packet.end = start + length
  packet.wireLength = wire
  packet.linkType = linkType
  return 'packet'
}

// A pcap file: one header, then a record for each packet. draft-ietf-opsawg-pcap.
import { type CaptureFormat, longestPacket, type Step, type Window } from './capture-format.ts'
import { type ByteOrder, bigEndian, littleEndian } from './octets.ts'
import type { Packet } from './packet.ts'

/** The format, if the bytes begin with one of its four magic numbers. */
export function pcapFormat(bytes: Uint8Array, at: number): CaptureFormat | null {
  for (const order of [littleEndian, bigEndian]) {
    const magic = order.uint32(bytes, at)
    if (magic === microsecondMagic) return new Pcap(order, false)
    if (magic === nanosecondMagic) return new Pcap(order, true)
  }
  return null
}

const microsecondMagic = 0xa1b2c3d4
const nanosecondMagic = 0xa1b23c4d
const fileHeaderBytes = 24
const recordHeaderBytes = 16

class Pcap implements CaptureFormat {
  needed = fileHeaderBytes
  broken = ''
  skip = 0
  private readonly order: ByteOrder
  private readonly nanoseconds: boolean
  /** -1 until the file's header was read. */
  private linkType = -1

  constructor(order: ByteOrder, nanoseconds: boolean) {
    this.order = order
    this.nanoseconds = nanoseconds
  }

  step(window: Window, packet: Packet): Step {
    return this.linkType < 0 ? this.fileHeader(window) : this.record(window, packet)
  }

  private fileHeader(window: Window): Step {
    if (window.bytes.length - window.at < fileHeaderBytes) return 'short'
    // Section 4: the upper bits say whether frames end in a check sequence.
    this.linkType = this.order.uint32(window.bytes, window.at + 20) & 0xffff
    window.at += fileHeaderBytes
    return 'other'
  }

  private record(window: Window, packet: Packet): Step {
    const { bytes, at } = window
    this.needed = recordHeaderBytes
    if (bytes.length - at < recordHeaderBytes) return 'short'
    const length = this.order.uint32(bytes, at + 8)
    if (length > longestPacket) {
      this.broken = 'damaged: a packet longer than any can be'
      return 'broken'
    }
    this.needed += length
    if (bytes.length - at < this.needed) return 'short'
    const fraction = this.order.uint32(bytes, at + 4)
    const seconds = this.order.uint32(bytes, at) * 1e6
    packet.us = seconds + (this.nanoseconds ? Math.floor(fraction / 1000) : fraction)
    packet.nanos = this.nanoseconds ? fraction % 1000 : 0
    packet.wireLength = this.order.uint32(bytes, at + 12)
    packet.linkType = this.linkType
    packet.bytes = bytes
    packet.start = at + recordHeaderBytes
    packet.end = window.at = packet.start + length
    return 'packet'
  }
}

// The TCP segment inside a captured packet: one reused record, filled from the header of RFC 9293 section 3.1.
import { int32, uint16 } from './octets.ts'
import { type Verdict, verdict } from './verdict.ts'

export const flag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const

export class Segment {
  bytes: Buffer = Buffer.alloc(0)
  version: 4 | 6 = 4
  /** Addresses as 32-bit words: the sender's four, then the receiver's; of IPv4 the first of each. */
  readonly words = new Int32Array(8)
  sourcePort = 0
  destinationPort = 0
  sequence = 0
  acknowledgement = 0
  flags = 0
  /** Payload: bytes `start` to `end`. */
  start = 0
  end = 0
  /** Payload bytes behind `end` that the capture cut off. */
  missing = 0

  /** Reads the header at `at`. `end` is where the captured bytes end, `wireEnd` where the IP header says that they did. */
  read(bytes: Buffer, at: number, end: number, wireEnd: number): Verdict {
    if (at + 20 > end || at + 20 > wireEnd) return verdict.malformed
    const start = at + ((bytes[at + 12]! >> 4) << 2)
    if (start < at + 20 || start > wireEnd) return verdict.malformed
    this.bytes = bytes
    this.sourcePort = uint16(bytes, at)
    this.destinationPort = uint16(bytes, at + 2)
    this.sequence = int32(bytes, at + 4)
    this.acknowledgement = int32(bytes, at + 8)
    this.flags = bytes[at + 13]!
    this.start = Math.min(start, end)
    // What Ethernet pads short packets with lies behind `wireEnd`.
    this.end = Math.max(this.start, Math.min(wireEnd, end))
    this.missing = wireEnd - Math.max(start, this.end)
    return verdict.segment
  }
}

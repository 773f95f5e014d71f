// A captured packet → the TCP segment in it. Fills one reused record; nothing is copied.
import { int32, uint16 } from './octets.ts'
import type { Packet } from './packet.ts'

/** What a packet turned out to be. Numbers, because one comes with every packet. */
export const verdict = {
  segment: 0,
  /** Some other protocol than TCP over IP. */
  otherProtocol: 1,
  /** A link type that this sensor does not know. */
  unknownLink: 2,
  /** A piece of an IP packet cut in transit: not put together. */
  ipFragment: 3,
  /** Headers that contradict themselves, or cut by the capture. */
  malformed: 4,
} as const

export type Verdict = (typeof verdict)[keyof typeof verdict]

// RFC 9293 section 3.1.
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
}

/** Reads a packet's headers. The record is whole only where the verdict is `segment`. */
export function decodeSegment(packet: Packet, segment: Segment): Verdict {
  const { bytes, start, end } = packet
  segment.bytes = bytes
  switch (packet.linkType) {
    case link.ethernet:
      return etherType(bytes, start + 12, end, segment)
    case link.linuxCooked:
      return etherType(bytes, start + 14, end, segment)
    case link.linuxCooked2:
      return start + 20 > end ? verdict.malformed : network(uint16(bytes, start), bytes, start + 20, end, segment)
    case link.null:
    case link.loop:
      // The address family's number differs between systems; the version in the IP header does not.
      return internet(bytes, start + 4, end, segment)
    case link.raw:
    case link.rawBsd:
    case link.rawOpenBsd:
    case link.ipv4:
    case link.ipv6:
      return internet(bytes, start, end, segment)
    default:
      return verdict.unknownLink
  }
}

// https://www.tcpdump.org/linktypes.html
const link = {
  null: 0,
  ethernet: 1,
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
}

const ether = { ipv4: 0x0800, ipv6: 0x86dd, vlan: 0x8100, serviceVlan: 0x88a8, oldServiceVlan: 0x9100 }

/** `at` is where the EtherType stands. */
function etherType(bytes: Buffer, at: number, end: number, segment: Segment): Verdict {
  if (at + 2 > end) return verdict.malformed
  return network(uint16(bytes, at), bytes, at + 2, end, segment)
}

function network(type: number, bytes: Buffer, at: number, end: number, segment: Segment): Verdict {
  switch (type) {
    case ether.ipv4:
    case ether.ipv6:
      return internet(bytes, at, end, segment)
    case ether.vlan:
    case ether.serviceVlan:
    case ether.oldServiceVlan:
      return etherType(bytes, at + 2, end, segment)
    default:
      return verdict.otherProtocol
  }
}

function internet(bytes: Buffer, at: number, end: number, segment: Segment): Verdict {
  if (at >= end) return verdict.malformed
  const version = bytes[at]! >> 4
  if (version === 4) return internet4(bytes, at, end, segment)
  return version === 6 ? internet6(bytes, at, end, segment) : verdict.otherProtocol
}

const tcpProtocol = 6

// RFC 791 section 3.1.
function internet4(bytes: Buffer, at: number, end: number, segment: Segment): Verdict {
  if (at + 20 > end) return verdict.malformed
  if (bytes[at + 9] !== tcpProtocol) return verdict.otherProtocol
  if ((uint16(bytes, at + 6) & 0x3fff) !== 0) return verdict.ipFragment
  const headerBytes = (bytes[at]! & 15) << 2
  // A length of 0 is what a network card that cuts segments itself leaves behind.
  const length = uint16(bytes, at + 2) || end - at
  if (headerBytes < 20 || length < headerBytes) return verdict.malformed
  segment.version = 4
  segment.words[0] = int32(bytes, at + 12)
  segment.words[4] = int32(bytes, at + 16)
  return transport(bytes, at + headerBytes, end, at + length, segment)
}

// RFC 8200 sections 3 and 4.
function internet6(bytes: Buffer, at: number, end: number, segment: Segment): Verdict {
  if (at + 40 > end) return verdict.malformed
  const length = uint16(bytes, at + 4) || end - at - 40
  segment.version = 6
  for (let word = 0; word < 8; word++) segment.words[word] = int32(bytes, at + 8 + word * 4)
  let next = bytes[at + 6]!
  let header = at + 40
  while (next !== tcpProtocol) {
    if (next === extension.fragment) return verdict.ipFragment
    if (!skippedExtensions.has(next)) return verdict.otherProtocol
    if (header + 8 > end) return verdict.malformed
    const bytesLong = next === extension.authentication ? (bytes[header + 1]! + 2) * 4 : (bytes[header + 1]! + 1) * 8
    next = bytes[header]!
    header += bytesLong
  }
  return transport(bytes, header, end, at + 40 + length, segment)
}

const extension = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60, mobility: 135 }

const skippedExtensions = new Set([
  extension.hopByHop,
  extension.routing,
  extension.authentication,
  extension.destination,
  extension.mobility,
])

/** `end` is where the captured bytes end, `wireEnd` where the IP header says that the packet did. */
function transport(bytes: Buffer, at: number, end: number, wireEnd: number, segment: Segment): Verdict {
  if (at + 20 > end || at + 20 > wireEnd) return verdict.malformed
  const start = at + ((bytes[at + 12]! >> 4) << 2)
  if (start < at + 20 || start > wireEnd) return verdict.malformed
  segment.sourcePort = uint16(bytes, at)
  segment.destinationPort = uint16(bytes, at + 2)
  segment.sequence = int32(bytes, at + 4)
  segment.acknowledgement = int32(bytes, at + 8)
  segment.flags = bytes[at + 13]!
  segment.start = Math.min(start, end)
  // What Ethernet pads short packets with lies behind `wireEnd`.
  segment.end = Math.max(segment.start, Math.min(wireEnd, end))
  segment.missing = wireEnd - Math.max(start, segment.end)
  return verdict.segment
}

// A captured packet → the TCP segment in it, through links, tunnels and fragments. Fills one reused record.
import { Fragments } from './fragments.ts'
import { int32, uint16 } from './octets.ts'
import type { Packet } from './packet.ts'
import type { Segment } from './segment.ts'
import { ether, type Inside, openDatagram, openGre } from './tunnels.ts'
import { type Verdict, verdict } from './verdict.ts'

export interface DissectorBounds {
  /** Bytes of IP fragments kept until the others come. */
  readonly fragmentBytes: number
}

export class Dissector {
  readonly fragments: Fragments
  private bytes: Buffer = Buffer.alloc(0)
  /** Where the captured bytes end. */
  private end = 0
  /** Where the innermost IP header says that its packet ends. */
  private wireEnd = 0
  /** Headers that can stand inside each other still to be opened. */
  private left = 0
  private us = 0
  private readonly segment: Segment
  private readonly inside: Inside = { type: 0, at: 0 }

  /** The segment is whole only where `decode` says so. */
  constructor(segment: Segment, bounds: DissectorBounds) {
    this.segment = segment
    this.fragments = new Fragments(bounds.fragmentBytes)
  }

  decode(packet: Packet): Verdict {
    this.bytes = packet.bytes
    this.end = packet.end
    this.us = packet.us
    this.left = mostNested
    return this.link(packet.linkType, packet.start)
  }

  private link(type: number, start: number): Verdict {
    switch (type) {
      case link.ethernet:
        return this.etherType(start + 12)
      case link.linuxCooked:
        return this.etherType(start + 14)
      case link.linuxCooked2:
        return start + 20 > this.end ? verdict.malformed : this.network(uint16(this.bytes, start), start + 20)
      case link.null:
      case link.loop:
        // The address family's number differs between systems; the version in the IP header does not.
        return this.internet(start + 4)
      case link.raw:
      case link.rawBsd:
      case link.rawOpenBsd:
      case link.ipv4:
      case link.ipv6:
        return this.internet(start)
      default:
        return verdict.unknownLink
    }
  }

  /** `at` is where the EtherType stands. */
  private etherType(at: number): Verdict {
    if (at + 2 > this.end) return verdict.malformed
    return this.network(uint16(this.bytes, at), at + 2)
  }

  private network(type: number, at: number): Verdict {
    switch (type) {
      case ether.ipv4:
      case ether.ipv6:
        return this.internet(at)
      case ether.vlan:
      case ether.serviceVlan:
      case ether.oldServiceVlan:
        return this.left-- > 0 ? this.etherType(at + 2) : verdict.deepTunnel
      case ether.bridged:
        return this.left-- > 0 ? this.etherType(at + 12) : verdict.deepTunnel
      default:
        return verdict.otherProtocol
    }
  }

  private internet(at: number): Verdict {
    if (at >= this.end) return verdict.malformed
    const version = this.bytes[at]! >> 4
    if (version === 4) return this.internet4(at)
    return version === 6 ? this.internet6(at) : verdict.otherProtocol
  }

  // RFC 791 section 3.1.
  private internet4(at: number): Verdict {
    const { bytes, end, segment } = this
    if (at + 20 > end) return verdict.malformed
    const headerBytes = (bytes[at]! & 15) << 2
    // A length of 0 is what a network card that cuts segments itself leaves behind.
    const length = uint16(bytes, at + 2) || end - at
    if (headerBytes < 20 || length < headerBytes) return verdict.malformed
    segment.version = 4
    segment.words[0] = int32(bytes, at + 12)
    segment.words[4] = int32(bytes, at + 16)
    this.wireEnd = at + length
    const protocol = bytes[at + 9]!
    const cut = uint16(bytes, at + 6) & 0x3fff
    if (cut === 0) return this.transport(protocol, at + headerBytes)
    return this.fragment(uint16(bytes, at + 4), protocol, cut, at + headerBytes)
  }

  // RFC 8200 section 3.
  private internet6(at: number): Verdict {
    const { bytes, end, segment } = this
    if (at + 40 > end) return verdict.malformed
    segment.version = 6
    for (let word = 0; word < 8; word++) segment.words[word] = int32(bytes, at + 8 + word * 4)
    this.wireEnd = at + 40 + (uint16(bytes, at + 4) || end - at - 40)
    return this.transport(bytes[at + 6]!, at + 40)
  }

  /** What follows an IP header, or one of IPv6's extension headers. */
  private transport(kind: number, at: number): Verdict {
    if (kind === protocol.tcp) return this.segment.read(this.bytes, at, this.end, this.wireEnd)
    if (kind === protocol.udp) return this.tunnel(openDatagram(this.bytes, at, this.end, this.inside))
    if (kind === protocol.gre) return this.tunnel(openGre(this.bytes, at, this.end, this.inside))
    if (kind === protocol.ipv4 || kind === protocol.ipv6)
      return this.left-- > 0 ? this.internet(at) : verdict.deepTunnel
    return this.segment.version === 6 ? this.extension(kind, at) : verdict.otherProtocol
  }

  private tunnel(isOpen: boolean): Verdict {
    if (!isOpen) return verdict.otherProtocol
    return this.left-- > 0 ? this.network(this.inside.type, this.inside.at) : verdict.deepTunnel
  }

  // RFC 8200 section 4; RFC 4302 section 2.2 counts in words of four bytes.
  private extension(kind: number, at: number): Verdict {
    const { bytes } = this
    if (kind !== extension.fragment && !skippedExtensions.has(kind)) return verdict.otherProtocol
    if (at + 8 > this.end) return verdict.malformed
    const next = bytes[at]!
    if (kind === extension.fragment) return this.fragment6(next, at)
    const length = kind === extension.authentication ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8
    return this.left-- > 0 ? this.transport(next, at + length) : verdict.deepTunnel
  }

  /** RFC 8200 section 4.5; RFC 6946: one that is all of its packet waits for no other. */
  private fragment6(next: number, at: number): Verdict {
    const field = uint16(this.bytes, at + 2)
    const cut = (field >> 3) | ((field & 1) === 0 ? 0 : moreFragments)
    if (cut === 0) return this.transport(next, at + 8)
    return this.fragment(int32(this.bytes, at + 4), next, cut, at + 8)
  }

  /** `cut` is as in IPv4: the place in units of eight bytes, and the bit that says that more follow. */
  private fragment(id: number, kind: number, cut: number, at: number): Verdict {
    const { segment, bytes, us } = this
    const whole = this.fragments.add({
      version: segment.version,
      words: segment.words,
      id,
      protocol: kind,
      offset: (cut & 0x1fff) * 8,
      isLast: (cut & moreFragments) === 0,
      bytes,
      start: at,
      // What the capture cut off never comes: the packet is given up in time.
      end: Math.min(this.end, this.wireEnd),
      us,
    })
    if (whole === null) return verdict.ipFragment
    this.bytes = whole.bytes
    this.end = this.wireEnd = whole.bytes.length
    return this.left-- > 0 ? this.transport(whole.protocol, 0) : verdict.deepTunnel
  }
}

/** Tags, tunnels and extension headers in one packet: more are made to keep somebody busy. */
const mostNested = 16

/** RFC 791 section 3.1: the flag MF. */
const moreFragments = 0x2000

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
} as const

const protocol = { ipv4: 4, tcp: 6, udp: 17, ipv6: 41, gre: 47 } as const

const extension = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destination: 60,
  mobility: 135,
} as const

const skippedExtensions = new Set<number>([
  extension.hopByHop,
  extension.routing,
  extension.authentication,
  extension.destination,
  extension.mobility,
])

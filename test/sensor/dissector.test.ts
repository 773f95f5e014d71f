// Links, tunnels, IP and TCP headers of every kind that is known, and what is said of the others.
import { describe, expect, test } from 'vitest'
import { Dissector } from '../../src/sensor/dissector.ts'
import { emptyPacket } from '../../src/sensor/packet.ts'
import { Segment } from '../../src/sensor/segment.ts'
import { verdict } from '../../src/sensor/verdict.ts'
import * as as from './encapsulate.ts'
import { ethernet, ipPacket } from './packets.ts'

const parts = {
  source: [192, 0, 2, 1],
  destination: [198, 51, 100, 2],
  sourcePort: 50000,
  destinationPort: 80,
  sequence: 0xfffffff0,
  acknowledgement: 77,
  flags: 24,
  payload: 'hello',
}
const ip4 = ipPacket(parts)
const ip6 = ipPacket({
  ...parts,
  source: [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1],
  destination: [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 2],
})

/** Packets given one after another to a dissector of their own: what became of the last. */
function decode(linkType: number, ...packets: readonly Buffer[]) {
  const segment = new Segment()
  const dissector = new Dissector(segment, { fragmentBytes: 10_000 })
  const verdicts = packets.map((bytes) =>
    dissector.decode({ ...emptyPacket(), bytes, end: bytes.length, linkType, wireLength: bytes.length }),
  )
  return { verdict: verdicts.at(-1), segment, dissector }
}

const payloadOf = ({ bytes, start, end }: Segment): string => bytes.toString('latin1', start, end)
const zeros = (length: number): Buffer => Buffer.alloc(length)

const mirrored = (packet: Buffer): Buffer => ethernet(packet)

describe('a segment', () => {
  test.each([
    { name: 'Ethernet with IPv4', linkType: 1, bytes: ethernet(ip4) },
    { name: 'Ethernet with IPv6', linkType: 1, bytes: ethernet(ip6) },
    { name: 'a VLAN', linkType: 1, bytes: as.tagged(ip4, [0x8100, 5]) },
    { name: 'a VLAN in a VLAN', linkType: 1, bytes: as.tagged(ip6, [0x88a8, 5], [0x8100, 6]) },
    { name: 'a VLAN in a VLAN of the older kind', linkType: 1, bytes: as.tagged(ip6, [0x9100, 5], [0x8100, 6]) },
    { name: 'Linux cooked', linkType: 113, bytes: as.cooked(ip4) },
    { name: 'Linux cooked v2', linkType: 276, bytes: as.cooked2(ip6) },
    { name: 'BSD null, little-endian', linkType: 0, bytes: as.loopback(ip4) },
    { name: 'BSD null, big-endian IPv6', linkType: 0, bytes: as.loopback(ip6, true) },
    { name: 'BSD loop', linkType: 108, bytes: as.loopback(ip4, true) },
    { name: 'raw IP', linkType: 101, bytes: ip6 },
    { name: 'raw IP of BSD', linkType: 12, bytes: ip4 },
    { name: 'raw IP of OpenBSD', linkType: 14, bytes: ip4 },
    { name: 'raw IPv4', linkType: 228, bytes: ip4 },
    { name: 'an IPv6 hop-by-hop header', linkType: 229, bytes: as.extended(ip6, 0) },
    { name: 'an IPv6 destination header', linkType: 229, bytes: as.extended(ip6, 60) },
    { name: 'an IPv6 routing header behind another', linkType: 229, bytes: as.extended(as.extended(ip6, 43), 0) },
    { name: 'an IPv6 fragment that is all of it', linkType: 229, bytes: as.fragments(ip6, 1000)[0]! },
    { name: 'VXLAN', linkType: 1, bytes: mirrored(as.vxlan(ip4)) },
    { name: 'VXLAN with IPv6 inside', linkType: 1, bytes: mirrored(as.vxlan(ip6)) },
    { name: 'Geneve', linkType: 1, bytes: mirrored(as.geneve(ip4)) },
    { name: 'Geneve with options', linkType: 1, bytes: mirrored(as.geneve(ip4, 24)) },
    { name: 'Geneve around bare IP', linkType: 1, bytes: mirrored(as.geneveIp(ip6)) },
    { name: 'GRE', linkType: 1, bytes: mirrored(as.gre(ip4)) },
    { name: 'GRE around Ethernet, with a key', linkType: 1, bytes: mirrored(as.greBridged(ip6)) },
    { name: 'ERSPAN type I', linkType: 1, bytes: mirrored(as.erspan1(ip4)) },
    { name: 'ERSPAN type II', linkType: 1, bytes: mirrored(as.erspan2(ip4)) },
    { name: 'ERSPAN type III', linkType: 1, bytes: mirrored(as.erspan3(ip4)) },
    { name: 'ERSPAN type III with a subheader', linkType: 1, bytes: mirrored(as.erspan3(ip6, true)) },
    { name: 'IPv4 in IPv4', linkType: 101, bytes: as.inIp(ip4) },
    { name: 'IPv6 in IPv4', linkType: 101, bytes: as.inIp(ip6) },
    { name: 'VXLAN in GRE in a VLAN', linkType: 1, bytes: as.tagged(as.greBridged(as.vxlan(ip4)), [0x8100, 5]) },
  ])('in $name is read', ({ linkType, bytes }) => {
    const { verdict: found, segment } = decode(linkType, bytes)
    expect(found).toBe(verdict.segment)
    expect(payloadOf(segment)).toBe('hello')
    expect(segment).toMatchObject({
      sourcePort: 50000,
      destinationPort: 80,
      sequence: -16,
      acknowledgement: 77,
      flags: 24,
    })
    expect(segment.words[0]).toBe(segment.version === 4 ? 0xc0000201 | 0 : 0x20010db8)
  })
})

describe('lengths', () => {
  test('padding behind the IP packet is no payload', () => {
    expect(payloadOf(decode(1, as.concat(ethernet(ip4), zeros(9))).segment)).toBe('hello')
  })

  test('what the capture cut off is counted as missing', () => {
    const { segment } = decode(101, ip4.subarray(0, -2))
    expect([payloadOf(segment), segment.missing]).toEqual(['hel', 2])
  })

  test('what the capture cut off is counted as missing inside a tunnel too', () => {
    const { segment } = decode(1, ethernet(as.vxlan(ip4)).subarray(0, -2))
    expect([payloadOf(segment), segment.missing]).toEqual(['hel', 2])
  })

  test('an IP length of 0 stands for all that was captured', () => {
    const packet = Buffer.from(ip4)
    packet.writeUInt16BE(0, 2)
    expect(payloadOf(decode(101, packet).segment)).toBe('hello')
  })
})

describe('fragments', () => {
  test.each([
    { name: 'of IPv4', pieces: as.fragments(ip4, 8) },
    { name: 'of IPv6', pieces: as.fragments(ip6, 8) },
    { name: 'in reverse', pieces: as.fragments(ip4, 8).toReversed() },
    { name: 'of a tunnel', pieces: as.fragments(as.vxlan(ip4), 16) },
    { name: 'in a tunnel', pieces: as.fragments(ip6, 16).map((piece) => as.geneve(piece, 8)) },
    { name: 'in fragments', pieces: as.fragments(ip4, 16).flatMap((piece, id) => as.fragments(as.gre(piece), 8, id)) },
  ])('$name are put together', ({ pieces }) => {
    const { verdict: found, segment, dissector } = decode(101, ...pieces)
    expect([found, payloadOf(segment)]).toEqual([verdict.segment, 'hello'])
    expect(dissector.fragments).toMatchObject({ held: 0, overlaps: 0, lost: 0 })
  })

  test('that are missing are waited for', () => {
    expect(decode(101, ...as.fragments(ip4, 8).slice(1)).verdict).toBe(verdict.ipFragment)
  })

  test('that the capture cut are never whole', () => {
    const pieces = as.fragments(ip4, 16)
    expect(decode(101, pieces[0]!.subarray(0, -1), pieces[1]!).verdict).toBe(verdict.ipFragment)
  })
})

describe('other packets', () => {
  const udp = Buffer.from(ip4)
  udp[9] = 17
  const shortHeader = Buffer.from(ip4)
  shortHeader[32] = 3 << 4
  const withoutIdentifier = ethernet(as.vxlan(ip4))
  withoutIdentifier[14 + 28] = 0
  const routed = ethernet(as.gre(ip4))
  routed[14 + 20] = 0x40
  const nested = (depth: number): Buffer => (depth === 0 ? ip4 : as.inIp(nested(depth - 1)))

  test.each([
    { name: 'ARP', linkType: 1, bytes: as.concat(zeros(12), [8, 6], zeros(28)), found: verdict.otherProtocol },
    { name: 'UDP', linkType: 101, bytes: udp, found: verdict.otherProtocol },
    { name: 'UDP without a payload', linkType: 101, bytes: udp.subarray(0, 28), found: verdict.otherProtocol },
    { name: 'ICMPv6', linkType: 101, bytes: Buffer.from(ip6).fill(58, 6, 7), found: verdict.otherProtocol },
    { name: 'VXLAN without an identifier', linkType: 1, bytes: withoutIdentifier, found: verdict.otherProtocol },
    { name: 'GRE with source routes', linkType: 1, bytes: routed, found: verdict.otherProtocol },
    { name: 'GRE cut short', linkType: 1, bytes: routed.subarray(0, 36), found: verdict.otherProtocol },
    {
      name: 'a tunnel cut short',
      linkType: 1,
      bytes: ethernet(as.vxlan(ip4)).subarray(0, 60),
      found: verdict.malformed,
    },
    { name: 'a tunnel in 20 others', linkType: 101, bytes: nested(20), found: verdict.deepTunnel },
    { name: 'a TCP header cut short', linkType: 101, bytes: ip4.subarray(0, 30), found: verdict.malformed },
    { name: 'an impossible TCP header length', linkType: 101, bytes: shortHeader, found: verdict.malformed },
    { name: 'nothing', linkType: 1, bytes: zeros(0), found: verdict.malformed },
    { name: 'an unknown link type', linkType: 147, bytes: ip4, found: verdict.unknownLink },
  ])('$name is named', ({ linkType, bytes, found }) => {
    expect(decode(linkType, bytes).verdict).toBe(found)
  })
})

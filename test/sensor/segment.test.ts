// Link, IP and TCP headers of every kind that is known, and what is said of the others.
import { describe, expect, test } from 'vitest'
import { emptyPacket } from '../../src/sensor/packet.ts'
import { decodeSegment, Segment, verdict } from '../../src/sensor/segment.ts'
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

function decode(linkType: number, bytes: Buffer) {
  const segment = new Segment()
  const packet = { ...emptyPacket(), bytes, end: bytes.length, linkType, wireLength: bytes.length }
  return { verdict: decodeSegment(packet, segment), segment }
}

const payloadOf = ({ bytes, start, end }: Segment): string => bytes.toString('latin1', start, end)
const concat = (...all: (readonly number[] | Buffer)[]): Buffer => Buffer.concat(all.map((each) => Buffer.from(each)))
const zeros = (length: number): Buffer => Buffer.alloc(length)

/** An IPv6 packet with an extension header of eight bytes before TCP. */
function extended(kind: number): Buffer {
  const packet = concat(ip6.subarray(0, 40), [6, 0, 0, 0, 0, 0, 0, 0], ip6.subarray(40))
  packet[6] = kind
  packet.writeUInt16BE(packet.length - 40, 4)
  return packet
}

describe('link types', () => {
  test.each([
    { name: 'Ethernet with IPv4', linkType: 1, bytes: ethernet(ip4) },
    { name: 'Ethernet with IPv6', linkType: 1, bytes: ethernet(ip6) },
    { name: 'Ethernet with a VLAN tag', linkType: 1, bytes: concat(zeros(12), [0x81, 0, 0, 5, 8, 0], ip4) },
    {
      name: 'Ethernet with two VLAN tags',
      linkType: 1,
      bytes: concat(zeros(12), [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xdd], ip6),
    },
    { name: 'Linux cooked', linkType: 113, bytes: concat(zeros(14), [8, 0], ip4) },
    { name: 'Linux cooked v2', linkType: 276, bytes: concat([0x86, 0xdd], zeros(18), ip6) },
    { name: 'BSD null, little-endian', linkType: 0, bytes: concat([2, 0, 0, 0], ip4) },
    { name: 'BSD null, big-endian IPv6', linkType: 0, bytes: concat([0, 0, 0, 30], ip6) },
    { name: 'BSD loop', linkType: 108, bytes: concat([0, 0, 0, 2], ip4) },
    { name: 'raw IP', linkType: 101, bytes: ip6 },
    { name: 'raw IPv4', linkType: 228, bytes: ip4 },
    { name: 'an IPv6 hop-by-hop header', linkType: 229, bytes: extended(0) },
    { name: 'an IPv6 destination header', linkType: 229, bytes: extended(60) },
  ])('$name is read', ({ linkType, bytes }) => {
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
  })
})

describe('lengths', () => {
  test('padding behind the IP packet is no payload', () => {
    expect(payloadOf(decode(1, concat(ethernet(ip4), zeros(9))).segment)).toBe('hello')
  })

  test('what the capture cut off is counted as missing', () => {
    const { segment } = decode(101, ip4.subarray(0, -2))
    expect([payloadOf(segment), segment.missing]).toEqual(['hel', 2])
  })

  test('an IP length of 0 stands for all that was captured', () => {
    const packet = Buffer.from(ip4)
    packet.writeUInt16BE(0, 2)
    expect(payloadOf(decode(101, packet).segment)).toBe('hello')
  })
})

describe('other packets', () => {
  const fragment = Buffer.from(ip4)
  fragment.writeUInt16BE(0x2000, 6)
  const udp = Buffer.from(ip4)
  udp[9] = 17
  const shortHeader = Buffer.from(ip4)
  shortHeader[32] = 3 << 4

  test.each([
    { name: 'ARP', linkType: 1, bytes: concat(zeros(12), [8, 6], zeros(28)), found: verdict.otherProtocol },
    { name: 'UDP', linkType: 101, bytes: udp, found: verdict.otherProtocol },
    { name: 'ICMPv6', linkType: 101, bytes: Buffer.from(ip6).fill(58, 6, 7), found: verdict.otherProtocol },
    { name: 'an IPv4 fragment', linkType: 101, bytes: fragment, found: verdict.ipFragment },
    { name: 'an IPv6 fragment', linkType: 101, bytes: extended(44), found: verdict.ipFragment },
    { name: 'a TCP header cut short', linkType: 101, bytes: ip4.subarray(0, 30), found: verdict.malformed },
    { name: 'an impossible TCP header length', linkType: 101, bytes: shortHeader, found: verdict.malformed },
    { name: 'nothing', linkType: 1, bytes: zeros(0), found: verdict.malformed },
    { name: 'an unknown link type', linkType: 147, bytes: ip4, found: verdict.unknownLink },
  ])('$name is named', ({ linkType, bytes, found }) => {
    expect(decode(linkType, bytes).verdict).toBe(found)
  })
})

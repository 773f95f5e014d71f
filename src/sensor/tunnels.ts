// A tunnel's header → what begins behind it: packets as switches and clouds mirror them (VXLAN, Geneve, GRE, ERSPAN).
import { uint16 } from './octets.ts'

/** EtherTypes: IANA's ieee-802-numbers. */
export const ether = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  vlan: 0x8100,
  serviceVlan: 0x88a8,
  oldServiceVlan: 0x9100,
  /** A whole Ethernet frame follows. RFC 1701. */
  bridged: 0x6558,
  erspan2: 0x88be,
  erspan3: 0x22eb,
} as const

/** What is inside: its EtherType, and where it begins. Reused; whole only where a reader says true. */
export interface Inside {
  type: number
  at: number
}

const udpHeaderBytes = 8
// IANA's port for VXLAN, and the one that Linux took before there was one.
const vxlanPorts = [4789, 8472]
const genevePort = 6081

/** A UDP datagram to a tunnel's port. Its sender's port says nothing: it is a hash of the flow inside. */
export function openDatagram(bytes: Buffer, at: number, end: number, inside: Inside): boolean {
  if (at + udpHeaderBytes + 8 > end) return false
  const port = uint16(bytes, at + 2)
  if (port === genevePort) return openGeneve(bytes, at + udpHeaderBytes, inside)
  return vxlanPorts.includes(port) && openVxlan(bytes, at + udpHeaderBytes, inside)
}

/** RFC 7348 section 5: the flag I says that there is a network identifier, without which it is no VXLAN. */
function openVxlan(bytes: Buffer, at: number, inside: Inside): boolean {
  inside.type = ether.bridged
  inside.at = at + 8
  return (bytes[at]! & 0x08) !== 0
}

/** RFC 8926 section 3.4: version 0, and options in words of four bytes. */
function openGeneve(bytes: Buffer, at: number, inside: Inside): boolean {
  inside.type = uint16(bytes, at + 2)
  inside.at = at + 8 + (bytes[at]! & 0x3f) * 4
  return bytes[at]! >> 6 === 0
}

const gre = { checksum: 0x8000, routing: 0x4000, key: 0x2000, sequence: 0x1000, version: 7 }

/** RFC 2784 section 2 and RFC 2890 section 2: each flag stands for a word of four bytes. */
export function openGre(bytes: Buffer, at: number, end: number, inside: Inside): boolean {
  if (at + 4 > end) return false
  const flags = uint16(bytes, at)
  if ((flags & (gre.routing | gre.version)) !== 0) return false
  inside.type = uint16(bytes, at + 2)
  inside.at = at + 4
  for (const bit of [gre.checksum, gre.key, gre.sequence]) if ((flags & bit) !== 0) inside.at += 4
  if (inside.type === ether.erspan2) return openErspan2((flags & gre.sequence) !== 0, inside)
  return inside.type === ether.erspan3 ? openErspan3(bytes, end, inside) : true
}

/** draft-foschiano-erspan section 4.2; type I (section 4.1) has no sequence number, and no header of its own. */
function openErspan2(hasHeader: boolean, inside: Inside): boolean {
  inside.type = ether.bridged
  if (hasHeader) inside.at += 8
  return true
}

/** draft-foschiano-erspan section 4.3: the last bit says that a subheader follows, the frame type what is mirrored. */
function openErspan3(bytes: Buffer, end: number, inside: Inside): boolean {
  const { at } = inside
  if (at + 12 > end) return false
  const frameType = (bytes[at + 10]! >> 2) & 31
  inside.at = at + ((bytes[at + 11]! & 1) === 0 ? 12 : 20)
  // Of bare IP, the version in its header tells which.
  inside.type = frameType === erspanIp ? ether.ipv4 : ether.bridged
  return frameType === 0 || frameType === erspanIp
}

const erspanIp = 2

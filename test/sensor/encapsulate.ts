// An IP packet → the same as links, tunnels and fragments carry it, for tests and generators.
import { ethernet } from './packets.ts'

export const concat = (...all: readonly (readonly number[] | Uint8Array)[]): Buffer =>
  Buffer.concat(all.map((each) => Buffer.from(each)))

const word16 = (value: number): number[] => [value >> 8, value & 255]

const etherTypeOf = (ip: Uint8Array): number[] => (ip[0]! >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd])

/** Linux cooked captures, the first and the second kind. */
export const cooked = (ip: Uint8Array): Buffer => concat(Buffer.alloc(14), etherTypeOf(ip), ip)
export const cooked2 = (ip: Uint8Array): Buffer => concat(etherTypeOf(ip), Buffer.alloc(18), ip)

/** BSD loopback, with the family in the byte order of the machine that wrote it. */
export const loopback = (ip: Uint8Array, bigEndian = false): Buffer => {
  const family = ip[0]! >> 4 === 4 ? 2 : 30
  return concat(bigEndian ? [0, 0, 0, family] : [family, 0, 0, 0], ip)
}

/** Ethernet with tags, the outermost first: each its EtherType and VLAN. */
export const tagged = (ip: Uint8Array, ...tags: readonly (readonly [type: number, vlan: number])[]): Buffer =>
  concat(
    Buffer.alloc(12),
    tags.flatMap(([type, vlan]) => [...word16(type), ...word16(vlan)]),
    etherTypeOf(ip),
    ip,
  )

const outerSource = [203, 0, 113, 1]
const outerDestination = [203, 0, 113, 2]

/** An IPv4 packet between the tunnel's ends. */
export function outer(protocol: number, body: Uint8Array): Buffer {
  const head = concat([0x45, 0, ...word16(20 + body.length), 0, 1, 0, 0, 64, protocol, 0, 0], outerSource)
  return concat(head, outerDestination, body)
}

const datagram = (port: number, body: Uint8Array): Buffer =>
  outer(17, concat(word16(54321), word16(port), word16(8 + body.length), [0, 0], body))

/** RFC 7348. */
export const vxlan = (ip: Uint8Array): Buffer => datagram(4789, concat([8, 0, 0, 0, 0, 0, 42, 0], ethernet(ip)))

/** RFC 8926, with so many bytes of options. */
export const geneve = (ip: Uint8Array, optionBytes = 0): Buffer => {
  const option = optionBytes === 0 ? [] : concat([1, 2, 3, (optionBytes - 4) / 4], Buffer.alloc(optionBytes - 4))
  return datagram(6081, concat([optionBytes / 4, 0, 0x65, 0x58, 0, 0, 42, 0], option, ethernet(ip)))
}

/** Geneve around bare IP. */
export const geneveIp = (ip: Uint8Array): Buffer => datagram(6081, concat([0, 0, ...etherTypeOf(ip), 0, 0, 42, 0], ip))

/** RFC 2784 around bare IP, and around Ethernet with a key. */
export const gre = (ip: Uint8Array): Buffer => outer(47, concat([0, 0], etherTypeOf(ip), ip))
export const greBridged = (ip: Uint8Array): Buffer => outer(47, concat([0x20, 0, 0x65, 0x58, 0, 0, 0, 7], ethernet(ip)))

/** draft-foschiano-erspan, its three types. */
export const erspan1 = (ip: Uint8Array): Buffer => outer(47, concat([0, 0, 0x88, 0xbe], ethernet(ip)))
export const erspan2 = (ip: Uint8Array): Buffer =>
  outer(47, concat([0x10, 0, 0x88, 0xbe, 0, 0, 0, 1], [0x10, 5, 0, 9, 0, 0, 0, 0], ethernet(ip)))
export const erspan3 = (ip: Uint8Array, hasSubheader = false): Buffer => {
  const head = [0x20, 5, 0, 9, 0, 0, 0, 0, 0, 0, 0, hasSubheader ? 1 : 0]
  const sub = hasSubheader ? [0x10, 0, 0, 0, 0, 0, 0, 0] : []
  return outer(47, concat([0x10, 0, 0x22, 0xeb, 0, 0, 0, 1], head, sub, ethernet(ip)))
}

/** IP in IPv4. RFC 2003, RFC 4213. */
export const inIp = (ip: Uint8Array): Buffer => outer(ip[0]! >> 4 === 4 ? 4 : 41, ip)

/** An IP packet in pieces with so many bytes of data each, a multiple of eight. */
export function fragments(ip: Buffer, size: number, id = 1): Buffer[] {
  const head = ip[0]! >> 4 === 4 ? 20 : 40
  const data = ip.subarray(head)
  const pieces: Buffer[] = []
  for (let at = 0; at < data.length; at += size) {
    pieces.push(fragment(ip, { offset: at, data: data.subarray(at, at + size), isLast: at + size >= data.length, id }))
  }
  return pieces
}

export interface FragmentParts {
  readonly offset: number
  readonly data: Uint8Array
  readonly isLast: boolean
  readonly id?: number
}

/** One piece, with the header of `ip`. */
export function fragment(ip: Buffer, parts: FragmentParts): Buffer {
  return ip[0]! >> 4 === 4 ? fragment4(ip, parts) : fragment6(ip, parts)
}

function fragment4(ip: Buffer, { offset, data, isLast, id = 1 }: FragmentParts): Buffer {
  const head = Buffer.from(ip.subarray(0, 20))
  head.writeUInt16BE(20 + data.length, 2)
  head.writeUInt16BE(id, 4)
  head.writeUInt16BE((isLast ? 0 : 0x2000) | (offset / 8), 6)
  return concat(head, data)
}

function fragment6(ip: Buffer, { offset, data, isLast, id = 1 }: FragmentParts): Buffer {
  const head = Buffer.from(ip.subarray(0, 40))
  head.writeUInt16BE(8 + data.length, 4)
  head[6] = 44
  return concat(head, [ip[6]!, 0, ...word16(offset | (isLast ? 0 : 1)), 0, 0, ...word16(id)], data)
}

/** An IPv6 packet with one more extension header of eight bytes, of that kind, before the others. */
export function extended(ip: Buffer, kind: number): Buffer {
  const head = Buffer.from(ip.subarray(0, 40))
  head.writeUInt16BE(ip.length - 40 + 8, 4)
  head[6] = kind
  // A pad of four bytes: RFC 8200 section 4.2.
  return concat(head, [ip[6]!, 0, 1, 4, 0, 0, 0, 0], ip.subarray(40))
}

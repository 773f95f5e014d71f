// A tiny packet writer: frames, HTTP heads, TCP conversations and capture files for tests and generators.
import { createHash } from 'node:crypto'

export interface FrameParts {
  readonly opcode: number
  readonly payload?: Uint8Array | string
  readonly fin?: boolean
  readonly rsv?: number
  /** Four bytes; absent for no mask. */
  readonly mask?: readonly number[] | undefined
  /** Bits of the length's form, where it shall not be the shortest. */
  readonly lengthBits?: 7 | 16 | 64
  /** The length that the header names, where it is not the payload's. */
  readonly length?: number
}

/** RFC 6455 section 5.2. */
export function encodeFrame({ payload = '', ...parts }: FrameParts): Buffer {
  const { opcode, fin = true, rsv = 0, mask, lengthBits } = parts
  const body = Buffer.from(payload as string)
  const { length = body.length } = parts
  const bits = lengthBits ?? (length < 126 ? 7 : length < 65536 ? 16 : 64)
  const head = Buffer.alloc(bits === 7 ? 2 : bits === 16 ? 4 : 10)
  head[0] = (fin ? 128 : 0) | (rsv << 4) | opcode
  head[1] = (mask ? 128 : 0) | (bits === 7 ? length : bits === 16 ? 126 : 127)
  if (bits === 16) head.writeUInt16BE(length, 2)
  if (bits === 64) head.writeBigUInt64BE(BigInt(length), 2)
  if (!mask) return Buffer.concat([head, body])
  return Buffer.concat([head, Buffer.from(mask), body.map((byte, index) => byte ^ mask[index & 3]!)])
}

export const exampleMask = [0x37, 0xfa, 0x21, 0x3d]

/** A frame as a client sends it. */
export const clientFrame = (parts: FrameParts): Buffer => encodeFrame({ mask: exampleMask, ...parts })

export const closePayload = (code: number, reason = ''): Buffer =>
  Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)])

/** RFC 6455 section 1.2. */
export const exampleKey = 'dGhlIHNhbXBsZSBub25jZQ=='

type HeaderLines = Readonly<Record<string, string>>

const lines = (headers: HeaderLines): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

export const upgradeRequest = (path = '/chat', headers: HeaderLines = {}): string =>
  `GET ${path} HTTP/1.1\r\n${lines({
    Host: 'app.example.com',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': exampleKey,
    'Sec-WebSocket-Version': '13',
    ...headers,
  })}\r\n`

export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

export const upgradeResponse = (headers: HeaderLines = {}): string =>
  `HTTP/1.1 101 Switching Protocols\r\n${lines({
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': acceptOf(exampleKey),
    ...headers,
  })}\r\n`

export interface TcpParts {
  /** Four or sixteen bytes each. */
  readonly source: readonly number[]
  readonly destination: readonly number[]
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgement?: number
  readonly flags: number
  readonly payload?: Uint8Array | string
  /** Payload bytes behind those, which the capture cut off. */
  readonly cutOff?: number
}

/** An IP packet with a TCP segment; checksums are left at 0. */
export function ipPacket(parts: TcpParts): Buffer {
  const payload = Buffer.from((parts.payload ?? '') as string)
  const tcp = Buffer.alloc(20)
  tcp.writeUInt16BE(parts.sourcePort, 0)
  tcp.writeUInt16BE(parts.destinationPort, 2)
  tcp.writeUInt32BE(parts.sequence >>> 0, 4)
  tcp.writeUInt32BE((parts.acknowledgement ?? 0) >>> 0, 8)
  tcp[12] = 5 << 4
  tcp[13] = parts.flags
  tcp.writeUInt16BE(65535, 14)
  const body = Buffer.concat([tcp, payload])
  const length = body.length + (parts.cutOff ?? 0)
  return Buffer.concat([parts.source.length === 4 ? ipv4(parts, length) : ipv6(parts, length), body])
}

function ipv4(parts: TcpParts, length: number): Buffer {
  const head = Buffer.alloc(20)
  head[0] = 0x45
  head.writeUInt16BE(20 + length, 2)
  head[8] = 64
  head[9] = 6
  head.set(parts.source, 12)
  head.set(parts.destination, 16)
  return head
}

function ipv6(parts: TcpParts, length: number): Buffer {
  const head = Buffer.alloc(40)
  head[0] = 0x60
  head.writeUInt16BE(length, 4)
  head[6] = 6
  head[7] = 64
  head.set(parts.source, 8)
  head.set(parts.destination, 24)
  return head
}

export const flags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 }

export const ethernet = (packet: Uint8Array): Buffer =>
  Buffer.concat([Buffer.alloc(12), Buffer.from(packet[0]! >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd]), packet])

/** A packet as a capture file holds it. */
export interface Captured {
  readonly us: number
  readonly nanos?: number
  readonly bytes: Buffer
  /** Where the capture cut the packet: its length on the wire. */
  readonly wireLength?: number
}

export interface ConversationSettings {
  readonly client?: readonly number[]
  readonly server?: readonly number[]
  readonly clientPort?: number
  readonly serverPort?: number
  readonly startUs?: number
  /** Time between packets. */
  readonly stepUs?: number
  readonly clientSequence?: number
  readonly serverSequence?: number
}

type Segment = Required<Pick<TcpParts, 'flags' | 'payload' | 'cutOff'>> & { readonly ahead: number }

/** A TCP connection that is written down packet by packet, on Ethernet. */
export class Conversation {
  readonly packets: Captured[] = []
  us: number
  private readonly settings: Required<ConversationSettings>
  private next: { client: number; server: number }

  constructor(settings: ConversationSettings = {}) {
    this.settings = {
      client: [192, 0, 2, 10],
      server: [198, 51, 100, 20],
      clientPort: 50000,
      serverPort: 80,
      startUs: Date.UTC(2026, 0, 5, 9) * 1000,
      stepUs: 1000,
      clientSequence: 1000,
      serverSequence: 5000,
      ...settings,
    }
    this.us = this.settings.startUs
    this.next = { client: this.settings.clientSequence, server: this.settings.serverSequence }
  }

  /** The three packets that open it. */
  open(): this {
    this.add('client', flags.syn)
    this.next.client++
    this.add('server', flags.syn | flags.ack)
    this.next.server++
    return this.add('client', flags.ack)
  }

  /** Opens it and upgrades it. */
  upgrade(request = upgradeRequest(), response = upgradeResponse()): this {
    return this.open().send('client', request).send('server', response)
  }

  /** One segment with payload, or several where `cuts` say so. */
  send(side: 'client' | 'server', payload: Uint8Array | string, cuts: readonly number[] = []): this {
    const bytes = Buffer.from(payload as string)
    const places = [0, ...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length]
    for (let index = 1; index < places.length; index++) {
      const part = bytes.subarray(places[index - 1], places[index])
      this.add(side, flags.psh | flags.ack, part)
      this.next[side] += part.length
    }
    return this
  }

  /** Bytes that were sent but not captured. */
  lose(side: 'client' | 'server', length: number): this {
    this.next[side] += length
    return this
  }

  /** So many bytes in the largest segments, of which the capture kept the headers alone. */
  sendUnseen(side: 'client' | 'server', length: number): this {
    for (let left = length; left > 0; left -= largestSegment) {
      const cutOff = Math.min(left, largestSegment)
      this.write(side, { flags: flags.psh | flags.ack, payload: '', ahead: 0, cutOff })
      this.next[side] += cutOff
    }
    return this
  }

  wait(us: number): this {
    this.us += us
    return this
  }

  /** FIN from both sides. */
  finish(): this {
    this.add('client', flags.fin | flags.ack)
    this.next.client++
    this.add('server', flags.fin | flags.ack)
    this.next.server++
    return this.add('client', flags.ack)
  }

  reset(side: 'client' | 'server'): this {
    return this.add(side, flags.rst | flags.ack)
  }

  /** A bare packet at the place where the side stands, or `ahead` of it. */
  add(side: 'client' | 'server', tcpFlags: number, payload: Uint8Array | string = '', ahead = 0): this {
    return this.write(side, { flags: tcpFlags, payload, ahead, cutOff: 0 })
  }

  private write(side: 'client' | 'server', { ahead, cutOff, ...parts }: Segment): this {
    const other = side === 'client' ? 'server' : 'client'
    const { settings, next } = this
    const packet = ipPacket({
      source: settings[side],
      destination: settings[other],
      sourcePort: settings[`${side}Port`],
      destinationPort: settings[`${other}Port`],
      sequence: next[side] + ahead,
      acknowledgement: (parts.flags & flags.ack) === 0 ? 0 : next[other],
      cutOff,
      ...parts,
    })
    const bytes = ethernet(packet)
    this.packets.push({ us: this.us, bytes, wireLength: bytes.length + cutOff })
    this.us += settings.stepUs
    return this
  }
}

/** As the loopback interface carries them. */
const largestSegment = 65_000

export interface PcapSettings {
  readonly bigEndian?: boolean
  readonly nanoseconds?: boolean
  readonly linkType?: number
}

export function writePcap(packets: readonly Captured[], settings: PcapSettings = {}): Buffer {
  const { bigEndian = false, nanoseconds = false, linkType = 1 } = settings
  const words = (...values: number[]): Buffer => integers(values, bigEndian)
  const version = bigEndian ? 0x00020004 : 0x00040002
  const parts = [words(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, version, 0, 0, 262144, linkType)]
  for (const { us, nanos = 0, bytes, wireLength = bytes.length } of packets) {
    const fraction = us % 1e6
    const below = nanoseconds ? fraction * 1000 + nanos : fraction
    parts.push(words(Math.floor(us / 1e6), below, bytes.length, wireLength), bytes)
  }
  return Buffer.concat(parts)
}

function integers(values: readonly number[], bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    if (bigEndian) bytes.writeUInt32BE(value >>> 0, index * 4)
    else bytes.writeUInt32LE(value >>> 0, index * 4)
  })
  return bytes
}

export interface PcapngInterface {
  readonly linkType?: number
  /** `if_tsresol`; 6 where absent. */
  readonly resolution?: number
  /** `if_tsoffset` in seconds. */
  readonly offsetSeconds?: number
}

/** One block, with its two lengths. */
export function block(type: number, body: Buffer, bigEndian = false): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)])
  const length = padded.length + 12
  return Buffer.concat([integers([type, length], bigEndian), padded, integers([length], bigEndian)])
}

export const sectionHeader = (bigEndian = false): Buffer =>
  block(0x0a0d0d0a, integers([0x1a2b3c4d, bigEndian ? 0x00010000 : 1, 0xffffffff, 0xffffffff], bigEndian), bigEndian)

export function interfaceBlock({ linkType = 1, resolution, offsetSeconds }: PcapngInterface = {}): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(linkType, 0)
  const options: Buffer[] = []
  if (resolution !== undefined) options.push(Buffer.from([9, 0, 1, 0, resolution, 0, 0, 0]))
  if (offsetSeconds !== undefined) {
    const offset = Buffer.from([14, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    offset.writeBigInt64LE(BigInt(offsetSeconds), 4)
    options.push(offset)
  }
  return block(1, Buffer.concat([head, ...options, Buffer.alloc(4)]))
}

/** An enhanced packet block; `ticks` in the unit of its interface. */
export function packetBlock(interfaceId: number, ticks: bigint, bytes: Buffer, wireLength = bytes.length): Buffer {
  const head = integers(
    [interfaceId, Number(ticks >> 32n), Number(ticks & 0xffffffffn), bytes.length, wireLength],
    false,
  )
  return block(6, Buffer.concat([head, bytes]))
}

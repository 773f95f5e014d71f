// Connections → the packets that a capture would hold of them, in the order of time.
import { Deflater } from '../sensor/deflater.ts'
import {
  type Captured,
  Conversation,
  closePayload,
  encodeFrame,
  upgradeRequest,
  upgradeResponse,
} from '../sensor/packets.ts'
import type { Chance } from './random.ts'
import type { Act, Side, Talk } from './talk.ts'

export const startUs = Date.UTC(2026, 2, 2, 8, 30) * 1000
const server = [10, 0, 3, 80]
const quick = { level: 1, windowBytes: 4096 }

export function packetsOf(talks: readonly Talk[], chance: Chance): Captured[] {
  const packets = talks.flatMap((talk, index) => new Wire(talk, index, chance).written())
  return packets.sort((a, b) => a.us - b.us)
}

class Wire {
  readonly #talk: Talk
  readonly #chance: Chance
  readonly #conversation: Conversation
  readonly #deflaters: Readonly<Record<Side, Deflater>> = { client: new Deflater(quick), server: new Deflater(quick) }

  constructor(talk: Talk, index: number, chance: Chance) {
    this.#talk = talk
    this.#chance = chance
    const isSix = talk.address.length === 16
    this.#conversation = new Conversation({
      client: talk.address,
      server: isSix ? [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(11).fill(0), 0x80] : server,
      clientPort: 1024 + (index % 60_000),
      serverPort: 8080,
      startUs: startUs + Math.round(talk.from * 1e6),
      stepUs: 20,
    })
  }

  written(): Captured[] {
    const { host, path, headers, status, subprotocol, isDeflated, acts, ending, to } = this.#talk
    const offered = {
      ...(subprotocol && { 'Sec-WebSocket-Protocol': subprotocol }),
      ...(isDeflated && { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }),
    }
    const agreed = { ...offered, ...(isDeflated && { 'Sec-WebSocket-Extensions': 'permessage-deflate' }) }
    const request = upgradeRequest(path, { Host: host, ...headers, ...offered })
    if (status !== 101) {
      this.#conversation.open().send('client', request)
      this.#conversation
        .send('server', `HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
        .finish()
      return this.#conversation.packets
    }
    this.#conversation.upgrade(request, upgradeResponse(agreed))
    for (const act of acts) this.#act(act)
    if (ending.kind === 'stays') return this.#conversation.packets
    if (ending.kind === 'lost') {
      this.#at(to + 60)
      return this.#conversation.reset('server').packets
    }
    const first = ending.kind === 'leaves' ? 'client' : 'server'
    const close = closePayload(ending.code, ending.kind === 'closed' ? ending.reason : '')
    this.#at(to)
    this.#frame(first, 8, close)
    this.#frame(first === 'client' ? 'server' : 'client', 8, close.subarray(0, 2))
    this.#conversation.finish()
    return this.#conversation.packets
  }

  #at(seconds: number): void {
    this.#conversation.us = Math.max(this.#conversation.us, startUs + Math.round(seconds * 1e6))
  }

  #act({ at, side, payload, opcode = typeof payload === 'string' ? 1 : 2, fragmentBytes }: Act): void {
    this.#at(at)
    const isPacked = this.#talk.isDeflated === true && opcode < 8 && payload.length > 256
    const bytes = isPacked
      ? this.#deflaters[side].deflate(Buffer.from(payload as string))
      : Buffer.from(payload as string)
    const part = fragmentBytes ?? Math.max(1, bytes.length)
    for (let from = 0; from === 0 || from < bytes.length; from += part) {
      const isLast = from + part >= bytes.length
      this.#frame(
        side,
        from === 0 ? opcode : 0,
        bytes.subarray(from, from + part),
        isLast,
        isPacked && from === 0 ? 4 : 0,
      )
    }
  }

  #frame(side: Side, opcode: number, payload: Uint8Array, fin = true, rsv = 0): void {
    const mask = side === 'client' ? Array.from({ length: 4 }, () => this.#chance.whole(0, 255)) : undefined
    const frame = encodeFrame({ opcode, payload, fin, rsv, mask })
    const cuts = Array.from({ length: Math.floor(frame.length / 1400) }, (_, n) => (n + 1) * 1400)
    this.#conversation.send(side, frame, cuts)
  }
}

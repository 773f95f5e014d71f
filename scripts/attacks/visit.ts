// One connection, written down as it passes: a handshake, what both sides say behind it, and how it ends.
import ipaddr from 'ipaddr.js'
import { Deflater } from '../../test/sensor/deflater.ts'
import {
  acceptOf,
  Conversation,
  closePayload,
  encodeFrame,
  type FrameParts,
  upgradeRequest,
  upgradeResponse,
} from '../../test/sensor/packets.ts'
import type { Scene } from './scene.ts'

export type Side = 'client' | 'server'

export interface Opening {
  /** The client's address; the attacker's where it is not given. */
  readonly from?: string
  readonly server?: string
  readonly host?: string
  /** With its query. */
  readonly path?: string
  /** Null: the client sends none. The site's own where it is not given. */
  readonly origin?: string | null
  readonly cookie?: string
  readonly agent?: string
  readonly subprotocol?: string
  readonly deflate?: boolean
  /** More of the request, or in the place of what it would have. */
  readonly headers?: Readonly<Record<string, string>>
}

interface Fragments {
  readonly opcode?: number
  readonly payload: string | Uint8Array
  readonly everySeconds?: number
  readonly isEndless?: boolean
}

type Headers = Readonly<Record<string, string>>

export const site = {
  address: '192.0.2.10',
  address6: '2001:db8::10',
  host: 'chat.example.com',
  origin: 'https://chat.example.com',
} as const

export const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

/** What a client or server says: text as it is, objects as JSON, bytes as binary. */
export type Said = string | object | Uint8Array

export class Visit {
  readonly client: string
  readonly clientPort: number
  readonly server: string
  readonly host: string
  readonly path: string
  readonly headers: Headers
  readonly subprotocol: string | null
  readonly startUs: number
  status = 101
  /** Null while it is open. */
  endUs: number | null = null
  endedBy: Side = 'client'
  /** On the wire: of the handshake, and of what came behind it. */
  readonly heads = { client: 0, server: 0 }
  readonly bodies = { client: 0, server: 0 }
  readonly conversation: Conversation
  readonly #scene: Scene
  readonly #opening: Opening
  readonly #deflaters = { client: new Deflater(), server: new Deflater() }

  constructor(scene: Scene, opening: Opening & { readonly port: number }) {
    const { from = scene.attacker(), host = site.host, path = '/chat', port } = opening
    const { server = from.includes(':') ? site.address6 : site.address } = opening
    this.#scene = scene
    this.#opening = opening
    this.client = from
    this.clientPort = port
    this.server = server
    this.host = host
    this.path = path
    this.headers = requestOf(opening, scene.bytes(16).toString('base64'))
    this.subprotocol = opening.subprotocol ?? null
    this.startUs = scene.us
    this.conversation = new Conversation({
      client: octets(from),
      server: octets(server),
      clientPort: port,
      stepUs: 150,
      clientSequence: scene.below(2 ** 31),
      serverSequence: scene.below(2 ** 31),
    })
  }

  /** Opens it: connection, request and answer. */
  upgrade(): this {
    const { subprotocol, deflate = false } = this.#opening
    const response = upgradeResponse({
      'Sec-WebSocket-Accept': acceptOf(this.headers['Sec-WebSocket-Key']!),
      ...(subprotocol !== undefined && { 'Sec-WebSocket-Protocol': subprotocol }),
      ...(deflate && { 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
    })
    return this.#shake(response)
  }

  refuse(status: number): this {
    this.status = status
    this.#shake(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`)
    return this.drop()
  }

  say(said: Said): this {
    return this.#says('client', said)
  }

  hear(said: Said): this {
    return this.#says('server', said)
  }

  /** A question and its answer. */
  ask(question: Said, answer: Said): this {
    return this.say(question).hear(answer)
  }

  /** One frame as it is told, right or wrong; the client's masked where nothing else is said. */
  frame(parts: FrameParts, side: Side = 'client'): this {
    return this.raw(encodeFrame({ ...(side === 'client' && { mask: this.#mask() }), ...parts }), side)
  }

  /** One message in so many frames, one every so many seconds; the last never comes of one that is `isEndless`. */
  fragments(count: number, { opcode = 1, payload, everySeconds = 0, isEndless = false }: Fragments): this {
    for (let part = 0; part < count; part++) {
      this.frame({ opcode: part === 0 ? opcode : 0, fin: part === count - 1 && !isEndless, payload })
      this.#scene.wait(everySeconds)
    }
    return this
  }

  raw(bytes: Uint8Array, side: Side = 'client', cuts: readonly number[] = []): this {
    this.bodies[side] += bytes.length
    return this.#send(side, bytes, cuts)
  }

  /** A frame of so many bytes whose payload the capture did not keep. */
  bulk(side: Side, length: number, parts: Partial<FrameParts> = {}): this {
    this.frame({ opcode: 2, length, ...(side === 'server' && { mask: undefined }), ...parts }, side)
    this.bodies[side] += length
    return this.#at((conversation) => conversation.sendUnseen(side, length))
  }

  /** Both sides close. */
  close(code = 1000, by: Side = 'client'): this {
    const other = by === 'client' ? 'server' : 'client'
    this.endedBy = by
    this.frame({ opcode: 8, payload: closePayload(code) }, by)
    return this.frame({ opcode: 8, payload: closePayload(code) }, other).drop()
  }

  /** The TCP connection ends. */
  drop(): this {
    this.endUs = this.#scene.us
    return this.#at((conversation) => conversation.finish())
  }

  #shake(response: string): this {
    const request = upgradeRequest(this.path, this.headers)
    this.heads.client = Buffer.byteLength(request)
    this.heads.server = Buffer.byteLength(response)
    this.#at((conversation) => conversation.open())
    return this.#send('client', request, this.#cuts(request.length)).#send('server', response, [])
  }

  /** In one frame or in several, in one segment or in several, compressed where that was agreed on. */
  #says(side: Side, said: Said): this {
    const isBinary = said instanceof Uint8Array
    const plain = Buffer.from(isBinary ? said : typeof said === 'string' ? said : JSON.stringify(said))
    const payload = this.#opening.deflate === true ? this.#deflaters[side].deflate(plain) : plain
    const rsv = this.#opening.deflate === true ? 4 : 0
    const places = this.#scene.random() < 0.15 ? this.#cuts(payload.length) : []
    const starts = [0, ...places]
    const frames = starts.map((from, index) =>
      encodeFrame({
        opcode: index > 0 ? 0 : isBinary ? 2 : 1,
        payload: payload.subarray(from, starts[index + 1]),
        fin: index === starts.length - 1,
        rsv: index === 0 ? rsv : 0,
        mask: side === 'client' ? this.#mask() : undefined,
      }),
    )
    const bytes = Buffer.concat(frames)
    this.raw(bytes, side, this.#scene.random() < 0.3 ? this.#cuts(bytes.length) : [])
    this.#scene.us += 5000 + this.#scene.below(60_000)
    return this
  }

  /** One to three places in so many bytes, in order. */
  #cuts(length: number): readonly number[] {
    const places = Array.from(
      { length: 1 + this.#scene.below(3) },
      () => 1 + this.#scene.below(Math.max(1, length - 1)),
    )
    return [...new Set(places)].filter((place) => place < length).sort((a, b) => a - b)
  }

  #mask(): readonly number[] {
    return [...this.#scene.bytes(4)]
  }

  /** Where segments cut it, the last two may come the other way round, or the last one twice. */
  #send(side: Side, bytes: Uint8Array | string, cuts: readonly number[]): this {
    this.#at((conversation) => conversation.send(side, bytes, cuts))
    const { packets } = this.conversation
    const [before, last] = packets.slice(-2)
    if (cuts.length === 0 || this.#scene.random() < 0.6) return this
    const isSwapped = this.#scene.random() < 0.5
    if (isSwapped) packets.splice(-2, 2, { ...last!, us: before!.us }, { ...before!, us: last!.us })
    else packets.push({ ...last!, us: last!.us + 100 })
    return this
  }

  /** All connections of a scene go by its clock. */
  #at(write: (conversation: Conversation) => void): this {
    this.conversation.us = this.#scene.us
    write(this.conversation)
    this.#scene.us = this.conversation.us
    return this
  }
}

const octets = (address: string): readonly number[] => ipaddr.parse(address).toByteArray()

function requestOf(opening: Opening, key: string): Headers {
  const { host = site.host, origin = site.origin, cookie, agent = browser, subprotocol, deflate = false } = opening
  return {
    Host: host,
    'User-Agent': agent,
    ...(agent === browser && { 'Accept-Language': 'en-GB,en;q=0.8', 'Accept-Encoding': 'gzip, deflate, br' }),
    ...(origin !== null && { Origin: origin }),
    ...(cookie !== undefined && { Cookie: `theme=dark; ${cookie}` }),
    ...(subprotocol !== undefined && { 'Sec-WebSocket-Protocol': subprotocol }),
    ...(deflate && { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }),
    'Sec-WebSocket-Key': key,
    ...opening.headers,
  }
}

// What a server and each of its clients say to each other: the same for all clients, over connections of four kinds.
import type { PerMessageDeflateOptions } from 'ws'

export interface Said {
  readonly type: 'text' | 'binary'
  readonly payload: Buffer
  /** Frames that it is cut into, by who can. */
  readonly pieces: number
}

const letters = 'the quick brown fox jumps over the lazy dog; «Grüße», 世界, 🌍\n'

/** Text of so many bytes in UTF-8, none of its characters cut. */
function text(bytes: number, pieces = 1): Said {
  const whole = Buffer.from(letters.repeat(Math.ceil(bytes / Buffer.byteLength(letters))))
  let end = bytes
  while (end > 0 && (whole[end]! & 0xc0) === 0x80) end--
  return { type: 'text', payload: Buffer.concat([whole.subarray(0, end), Buffer.alloc(bytes - end, '.')]), pieces }
}

/** Octets of which compression can make something, but not nothing. */
function binary(bytes: number, pieces = 1): Said {
  const payload = Buffer.alloc(bytes)
  for (let at = 0, seed = bytes + 1; at < bytes; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    payload[at] = (seed >>> 16) & (at & 256 ? 0xff : 0x0f)
  }
  return { type: 'binary', payload, pieces }
}

/** Each length at which RFC 6455 section 5.2 writes it otherwise, nothing at all, and a large one. */
export const clientSays: readonly Said[] = [
  ...[text(0), text(5), text(125), text(126), text(500, 3), text(65_535), text(65_536)],
  ...[binary(0), binary(125), binary(126), binary(3000, 3), binary(65_535), binary(65_536), binary(1_000_000)],
]

export const serverSays: readonly Said[] = [
  ...[binary(65_536), text(126), text(0), text(70_000, 3), binary(0), text(125), binary(5000, 3)],
  ...[text(1_000_000), text(65_535)],
]

export const serverPing = 'does somebody hear?'
export const clientPing = 'are you there, sérver?'

export const subprotocols = ['chat.v1', 'chat.v2']

export interface Way {
  readonly name: string
  /** What the server agrees to of compression. */
  readonly deflate: false | PerMessageDeflateOptions
  readonly closes: 'client' | 'server'
  readonly code: number
  readonly reason: string
}

// biome-ignore format: table
export const ways: readonly Way[] = [
  { name: 'plain',   deflate: false,                                                              closes: 'client', code: 1000, reason: '' },
  { name: 'deflate', deflate: {},                                                                 closes: 'client', code: 4001, reason: 'done, tschüß' },
  { name: 'fresh',   deflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },   closes: 'server', code: 1001, reason: '' },
  { name: 'narrow',  deflate: { serverMaxWindowBits: 10, clientMaxWindowBits: 10 },               closes: 'server', code: 4002, reason: 'enough' },
]

/** Each connection asks for a path of its own. */
export const pathOf = (way: Way, client: string, route: string): string => `/${way.name}/${client}/${route}?n=1`

/** What clients in other processes are told to say. */
export const script = {
  says: clientSays.map(({ type, payload, pieces }) => ({
    ...(type === 'text' ? { text: payload.toString() } : { base64: payload.toString('base64') }),
    pieces,
  })),
  hears: serverSays.length,
  ping: clientPing,
  subprotocols,
}

export type Script = typeof script

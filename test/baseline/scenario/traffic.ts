// Made-up traffic of three applications, and three attacks on them, as frames of connections. Seeded: always the same.
import {
  type Captured,
  Conversation,
  clientFrame,
  encodeFrame,
  upgradeRequest,
  upgradeResponse,
} from '../../sensor/packets.ts'

export const startUs = Date.UTC(2026, 2, 2, 9) * 1000

/** Numbers from 0 to 1 that look like chance. */
export function randomly(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Side = 'client' | 'server'

/** One connection that says things at times, in seconds from the start. */
class Talker {
  readonly conversation: Conversation
  readonly #random: () => number

  constructor(place: {
    readonly host: number
    readonly path: string
    readonly from: number
    readonly random: () => number
  }) {
    this.#random = place.random
    this.conversation = new Conversation({
      client: [198, 51, 100, place.host],
      server: [192, 0, 2, 80],
      clientPort: 40_000 + (place.host % 20_000),
      startUs: startUs + Math.round(place.from * 1e6),
      stepUs: 50,
    })
    this.conversation.upgrade(upgradeRequest(place.path), upgradeResponse())
  }

  say(
    at: number,
    side: Side,
    parts: { readonly opcode?: number; readonly payload: string | Buffer; readonly fin?: boolean },
  ): void {
    this.conversation.us = Math.max(this.conversation.us, startUs + Math.round(at * 1e6))
    const mask = Array.from({ length: 4 }, () => Math.floor(this.#random() * 256))
    const frame = { opcode: 1, ...parts }
    this.conversation.send(side, side === 'client' ? clientFrame({ ...frame, mask }) : encodeFrame(frame))
  }
}

const words =
  'the a build is green please review my change when you can lunch at noon who has seen it deploy went fine thanks'.split(
    ' ',
  )

const sentence = (random: () => number): string =>
  Array.from({ length: 2 + Math.floor(random() * 14) }, () => words[Math.floor(random() * words.length)]).join(' ')

/** What happens from one second to another. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** People write now and then, others read it, pings keep it alive. */
function chat(host: number, { from, to }: Span): Captured[] {
  const random = randomly(host)
  const talker = new Talker({ host, path: '/chat', from, random })
  for (let at = from + 1, ping = from + 25; at < to; at += 0.5 + random() * 8) {
    if (at > ping) {
      talker.say(ping, 'server', { opcode: 9, payload: '' })
      talker.say(ping + 0.02, 'client', { opcode: 10, payload: '' })
      ping += 25
    }
    const isOwn = random() < 0.3
    const text = JSON.stringify({ type: 'say', room: 'general', text: sentence(random) })
    talker.say(at, isOwn ? 'client' : 'server', { payload: text })
    if (isOwn) talker.say(at + 0.03 + random() * 0.05, 'server', { payload: '{"type":"ok"}' })
  }
  return talker.conversation.packets
}

/** Prices several times a second; the client asks for another symbol now and then. */
function market(host: number, { from, to }: Span): Captured[] {
  const random = randomly(host)
  const talker = new Talker({ host, path: '/ticks', from, random })
  let ask = from + 1
  for (let at = from + 1; at < to; at += 0.1 + random() * 0.6) {
    const price = (100 + random() * 5).toFixed(2)
    talker.say(at, 'server', { payload: `{"s":"ACME","p":${price},"v":${Math.floor(random() * 900)}}` })
    if (at < ask) continue
    talker.say(at + 0.05, 'client', { payload: `{"op":"subscribe","symbol":"S${Math.floor(random() * 90)}"}` })
    ask = at + 3 + random() * 20
  }
  return talker.conversation.packets
}

/** A file every half minute, in fragments, and a receipt. */
function upload(host: number, { from, to }: Span): Captured[] {
  const random = randomly(host)
  const talker = new Talker({ host, path: '/files/7', from, random })
  for (let at = from + 2; at < to; at += 5 + random() * 30) {
    const chunks = 1 + Math.floor(random() * 10)
    for (let i = 0; i < chunks; i++) {
      const payload = Buffer.from(
        Array.from({ length: 600 + Math.floor(random() * 800) }, () => Math.floor(random() * 256)),
      )
      talker.say(at + i * 0.04, 'client', { opcode: i === 0 ? 2 : 0, fin: i === chunks - 1, payload })
    }
    talker.say(at + chunks * 0.04 + 0.1, 'server', { payload: `{"stored":${chunks}}` })
  }
  return talker.conversation.packets
}

export const benign = (span: Span): Captured[] => {
  const length = span.to - span.from
  const random = randomly(span.from + 1)
  // People come and go.
  const stays = (share: number): Span => {
    const from = span.from + random() * length * 0.2
    return { from, to: Math.min(span.to, from + length * (share + random() * 0.5)) }
  }
  return [
    ...[11, 12, 13, 14].flatMap((host) => chat(host, stays(0.5))),
    ...[21, 22].flatMap((host) => market(host, stays(0.6))),
    ...[31, 32, 33].flatMap((host) => upload(host, stays(0.5))),
  ]
}

/** One password after the other in the chat. */
export function guessing(from: number): Captured[] {
  const random = randomly(91)
  const talker = new Talker({ host: 91, path: '/chat', from, random })
  for (let i = 0; i < 120; i++) {
    const password = Math.floor(random() * 1e9).toString(36)
    talker.say(from + 1 + i * 0.1, 'client', { payload: JSON.stringify({ type: 'login', user: 'admin', password }) })
    talker.say(from + 1 + i * 0.1 + 0.02, 'server', { payload: '{"type":"denied"}' })
  }
  return talker.conversation.packets
}

/** The price feed is made to give away a table. */
export function exfiltration(from: number): Captured[] {
  const random = randomly(92)
  const talker = new Talker({ host: 92, path: '/ticks', from, random })
  for (let i = 0; i < 40; i++) talker.say(from + 1 + i * 0.4, 'server', { payload: '{"s":"ACME","p":101.5,"v":12}' })
  for (let i = 0; i < 20; i++) {
    const rows = Array.from(
      { length: 400 },
      () => `{"name":"c${Math.floor(random() * 1e6)}","mail":"c${Math.floor(random() * 1e6)}@example.com"}`,
    )
    talker.say(from + 20 + i * 0.05, 'server', { payload: `[${rows.join()}]` })
  }
  return talker.conversation.packets
}

/** A message in two thousand fragments of a byte. */
export function fragmentFlood(from: number): Captured[] {
  const talker = new Talker({ host: 93, path: '/files/9', from, random: randomly(93) })
  for (let i = 0; i < 2000; i++)
    talker.say(from + 1 + i * 0.002, 'client', { opcode: i === 0 ? 2 : 0, fin: false, payload: 'x' })
  return talker.conversation.packets
}

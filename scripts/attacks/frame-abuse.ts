// Frames and handshakes that no decent client sends: RFC 6455, RFC 7692, and the TCP below them.
import { deflateRawSync } from 'node:zlib'
import { closePayload, encodeFrame, type FrameParts, flags } from '../../test/sensor/packets.ts'
import type { Attack } from './attack.ts'
import type { Opening } from './visit.ts'

const history = { type: 'history', room: 'lobby' }

export const frameAbuse: readonly Attack[] = [
  {
    rule: 'ambiguous_handshake',
    about: 'A request whose body has two lengths.',
    play: (scene) => void scene.open({ headers: { 'Content-Length': '6', 'Transfer-Encoding': 'chunked' } }).drop(),
  },
  single('broken_compression', 'A message that says it is compressed and is not.', {
    opening: { deflate: true },
    parts: { opcode: 1, rsv: 4, payload: Buffer.alloc(24, 0xff) },
  }),
  single('broken_fragmentation', 'A fragment of no message.', { parts: { opcode: 0, payload: 'and so on' } }),
  single('close_without_meaning', 'A close with half a code.', { parts: { opcode: 8, payload: Buffer.from([3]) } }),
  single('decompression_bomb', 'Twenty kilobytes that become twenty megabytes.', {
    opening: { deflate: true },
    parts: { opcode: 1, rsv: 4, payload: deflateRawSync(Buffer.alloc(20 << 20), { finishFlush: 2 }).subarray(0, -4) },
  }),
  {
    rule: 'endless_message',
    about: 'A message of which eighty megabytes are sent, and never the end.',
    play: (scene) => {
      const visit = scene.open({ path: '/files' })
      for (let part = 0; part < 10; part++) visit.bulk('client', 8 << 20, { opcode: part === 0 ? 2 : 0, fin: false })
      visit.drop()
    },
  },
  {
    rule: 'fragment_flood',
    about: 'A message in three hundred fragments of four bytes, a hundred a second.',
    play: (scene) => void scene.open().fragments(300, { payload: 'abcd', everySeconds: 0.01 }).close(),
  },
  {
    rule: 'frame_after_close',
    about: 'A client closes, and goes on.',
    play: (scene) => {
      const visit = scene.open()
      visit.frame({ opcode: 8, payload: closePayload(1000) }).frame({ opcode: 1, payload: JSON.stringify(history) })
      visit.drop()
    },
  },
  {
    rule: 'handshake_against_the_rules',
    about: 'A key that is no sixteen bytes, for a version that there is not.',
    play: (scene) => {
      const headers = { 'Sec-WebSocket-Key': 'a2V5', 'Sec-WebSocket-Version': '99' }
      scene.open({ headers, path: `/${scene.own('chat')}` }).drop()
    },
  },
  single('invalid_utf8_in_text', 'A text with an overlong slash.', {
    parts: { opcode: 1, payload: Buffer.from([0x2e, 0x2e, 0xc0, 0xaf, 0x65]) },
  }),
  {
    rule: 'masked_server_frame',
    about: 'Something on the way sends frames in the name of the server, masked as a client would.',
    play: (scene) => {
      const visit = scene.open({ path: `/${scene.own('chat')}` })
      visit.frame({ opcode: 1, payload: 'update your client', mask: [...scene.bytes(4)] }, 'server').close()
    },
  },
  {
    rule: 'message_held_open',
    about: 'A message of which a few bytes come every half a minute.',
    play: (scene) =>
      void scene.open().fragments(8, { payload: 'a little more of it', everySeconds: 30, isEndless: true }).drop(),
  },
  single('misplaced_compressed_bit', 'A ping that says it is compressed.', {
    opening: { deflate: true },
    parts: { opcode: 9, rsv: 4, payload: 'ping' },
  }),
  single('oversized_control_frame', 'A ping of 200 bytes, where 125 are the most.', {
    parts: { opcode: 9, payload: 'p'.repeat(200) },
  }),
  single('padded_frame_length', 'Nine bytes whose length is told in eight.', {
    parts: { opcode: 1, payload: '{"n": 17}', lengthBits: 64 },
  }),
  {
    rule: 'ping_flood',
    about: 'Two hundred pings within four seconds, all of them answered.',
    play: (scene) => {
      const visit = scene.open()
      for (let ping = 0; ping < 200; ping++) {
        const payload = String(ping)
        visit.frame({ opcode: 9, payload }).frame({ opcode: 10, payload }, 'server')
        scene.wait(0.02)
      }
      visit.close()
    },
  },
  {
    rule: 'predictable_masks',
    about: 'A client of its own making, whose mask is always the same.',
    play: (scene) => {
      const visit = scene.open({ agent: 'client/0.1', origin: null })
      for (let line = 0; line < 30; line++) {
        visit.frame({ opcode: 1, payload: JSON.stringify({ ...history, line }), mask: [1, 2, 3, 4] })
        visit.hear({ type: 'history', line })
      }
      visit.close()
    },
  },
  single('reserved_bits_or_opcode', 'A bit and an opcode that nobody gave a meaning.', {
    parts: { opcode: 3, rsv: 2, payload: 'probe' },
  }),
  {
    rule: 'segments_that_differ',
    about: 'Bytes that are sent again over TCP, as others.',
    play: (scene) => {
      const visit = scene.open()
      const [harmless, other] = ['pay 10 to bob', 'pay 99 to eve'].map((payload) => masked(payload))
      visit.raw(harmless!)
      visit.conversation.add('client', flags.psh | flags.ack, other!, -other!.length)
      visit.ask(history, { type: 'history', lines: [] }).close()
    },
  },
  single('unmasked_client_frame', 'A text without a mask.', {
    parts: { opcode: 1, payload: JSON.stringify(history), mask: undefined },
  }),
]

interface Single {
  readonly parts: FrameParts
  readonly opening?: Opening
}

/** One frame that is it, behind a message that is none; the server closes for it. RFC 6455 section 7.4.1. */
function single(rule: string, about: string, { parts, opening }: Single): Attack {
  return {
    rule,
    about,
    play: (scene) => {
      const visit = scene.open(opening)
      visit.ask(history, { type: 'history', lines: ['good morning'] })
      scene.wait(1)
      visit.frame(parts)
      visit.frame({ opcode: 8, payload: closePayload(1002), mask: undefined }, 'server').drop()
    },
  }
}

const masked = (payload: string): Buffer => encodeFrame({ opcode: 1, payload, mask: [9, 8, 7, 6] })

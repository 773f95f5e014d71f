// The crafted captures: a name for each, what it shows, and the packets. Written to files by the driver (UPDATE_GOLDEN=1).
import { deflateRawSync } from 'node:zlib'
import { askFields, dataFrame, headersFrame, paddedData, preface, settings } from '../../sensor/http2/bytes.ts'
import {
  type Captured,
  Conversation,
  clientFrame,
  closePayload,
  encodeFrame,
  flags,
  upgradeRequest,
  upgradeResponse,
} from '../../sensor/packets.ts'

export interface FrameCase {
  readonly name: string
  readonly shows: string
  readonly packets: () => readonly Captured[]
}

/** A connection that is upgraded, says something and ends. */
const talk = (say: (conversation: Conversation) => unknown, request?: string, response?: string) => () => {
  const conversation = new Conversation().upgrade(request, response)
  say(conversation)
  return conversation.finish().packets
}

const client = (parts: Parameters<typeof clientFrame>[0]) => talk((c) => c.send('client', clientFrame(parts)))
const server = (parts: Parameters<typeof encodeFrame>[0]) => talk((c) => c.send('server', encodeFrame(parts)))

const deflateHeader = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }
const deflateAnswer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits=15' }
const compressed = (say: (conversation: Conversation) => unknown) =>
  talk(say, upgradeRequest('/chat', deflateHeader), upgradeResponse(deflateAnswer))

/** RFC 7692 section 7.2.1. */
const deflate = (text: string | Buffer, dictionary?: Buffer): Buffer =>
  deflateRawSync(text, { finishFlush: 2, ...(dictionary && { dictionary }) }).subarray(0, -4)

const headers = { 'User-Agent': 'Mozilla/5.0', 'Accept-Language': 'de', Cookie: 'session=s3cret; theme=dark' }

/** Violations of frames. */
const violations: readonly FrameCase[] = [
  {
    name: 'unmasked-client-frame',
    shows: 'A client that does not mask.',
    packets: client({ opcode: 1, payload: 'plain', mask: undefined }),
  },
  {
    name: 'masked-server-frame',
    shows: 'A server that masks.',
    packets: server({ opcode: 1, payload: 'hidden', mask: [1, 2, 3, 4] }),
  },
  {
    name: 'reserved-bits',
    shows: 'RSV1 without permessage-deflate, RSV3 at any time.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 1, rsv: 4, payload: 'a' }))
        .send('server', encodeFrame({ opcode: 9, rsv: 1 })),
    ),
  },
  { name: 'reserved-opcode', shows: 'Opcode 11.', packets: client({ opcode: 11, payload: 'x' }) },
  {
    name: 'control-frame-too-long',
    shows: 'A ping of 126 bytes.',
    packets: client({ opcode: 9, payload: 'p'.repeat(126) }),
  },
  { name: 'control-frame-fragmented', shows: 'A ping without FIN.', packets: client({ opcode: 9, fin: false }) },
  {
    name: 'continuation-without-start',
    shows: 'A continuation of nothing.',
    packets: client({ opcode: 0, payload: 'rest' }),
  },
  {
    name: 'data-frame-inside-message',
    shows: 'A message begun before the open one was finished: the open one is lost.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 1, fin: false, payload: 'first' }))
        .send('client', clientFrame({ opcode: 1, payload: 'second' })),
    ),
  },
  {
    name: 'invalid-utf8',
    shows: 'A text message, whole and in fragments, and a close reason that are no UTF-8.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 1, payload: Buffer.from([0x68, 0xc0, 0xaf]) }))
        .send('client', clientFrame({ opcode: 1, fin: false, payload: Buffer.from([0xe2, 0x82]) }))
        .send('client', clientFrame({ opcode: 0, payload: Buffer.from([0x41]) }))
        .send('server', encodeFrame({ opcode: 8, payload: Buffer.from([3, 232, 0xff]) })),
    ),
  },
  {
    name: 'non-minimal-length',
    shows: 'Five bytes with a 16-bit length.',
    packets: client({ opcode: 2, payload: 'short', lengthBits: 16 }),
  },
  {
    name: 'length-high-bit',
    shows: 'A 64-bit length of 2^63 + 2.',
    packets: talk((c) =>
      c.send('client', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0x68, 0x69])),
    ),
  },
  {
    name: 'close-code-invalid',
    shows: 'Codes 1005 and 1006 must not be sent.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 8, payload: closePayload(1006, 'gone') }))
        .send('server', encodeFrame({ opcode: 8, payload: closePayload(1005) })),
    ),
  },
  { name: 'close-payload-length-one', shows: 'Half a close code.', packets: client({ opcode: 8, payload: 'x' }) },
  {
    name: 'frame-after-close',
    shows: 'A client that goes on after its close frame; the pong before it is no violation.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 8, payload: closePayload(1000, 'bye') }))
        .send('client', clientFrame({ opcode: 10 }))
        .send('client', clientFrame({ opcode: 1, payload: 'one more thing' })),
    ),
  },
]

/** permessage-deflate. */
const compression: readonly FrameCase[] = [
  {
    name: 'deflate-takeover',
    shows: 'The second message refers to the text of the first; a third comes in fragments.',
    packets: compressed((c) => {
      const text = 'the quick brown fox jumps over the lazy dog'
      const third = deflate(`${text} twice`)
      c.send('client', clientFrame({ opcode: 1, rsv: 4, payload: deflate(text) }))
      c.send('client', clientFrame({ opcode: 1, rsv: 4, payload: deflate(text, Buffer.from(text)) }))
      c.send('client', clientFrame({ opcode: 1, rsv: 4, fin: false, payload: third.subarray(0, 9) }))
      c.send('client', clientFrame({ opcode: 0, payload: third.subarray(9) }))
    }),
  },
  {
    name: 'inflate-error',
    shows: 'RSV1 on bytes that are no deflate data: of later messages those can be read that do not refer to it.',
    packets: compressed((c) =>
      c
        .send('client', clientFrame({ opcode: 1, rsv: 4, payload: Buffer.from([0xff, 0xff, 0xff]) }))
        .send(
          'client',
          clientFrame({ opcode: 1, rsv: 4, payload: deflate('words of before', Buffer.from('words of')) }),
        )
        .send('client', clientFrame({ opcode: 1, rsv: 4, payload: deflate('after') })),
    ),
  },
  {
    name: 'deflate-both-ways',
    shows: 'A client that keeps no window, a server whose window is 512 bytes; a message behind a last block.',
    packets: talk(
      (c) => {
        const text = 'the quick brown fox jumps over the lazy dog'
        const news = Buffer.from(`${text} `.repeat(20))
        c.send('client', clientFrame({ opcode: 1, rsv: 4, payload: deflate(text) }))
        c.send('client', clientFrame({ opcode: 1, rsv: 4, payload: deflate(text) }))
        c.send('server', encodeFrame({ opcode: 1, rsv: 4, payload: deflate(news) }))
        c.send('server', encodeFrame({ opcode: 1, rsv: 4, payload: deflate(text, news.subarray(-512)) }))
        const last = Buffer.concat([deflateRawSync('ends here, '), deflate('and goes on')])
        c.send('client', clientFrame({ opcode: 1, rsv: 4, payload: last }))
      },
      upgradeRequest('/chat', deflateHeader),
      upgradeResponse({
        'Sec-WebSocket-Extensions': 'permessage-deflate; client_no_context_takeover; server_max_window_bits=9',
      }),
    ),
  },
  {
    name: 'compressed-bit-misplaced',
    shows: 'RSV1 on a ping and on a continuation, of a message that is not compressed.',
    packets: compressed((c) =>
      c
        .send('client', clientFrame({ opcode: 9, rsv: 4 }))
        .send('client', clientFrame({ opcode: 1, fin: false, payload: 'one ' }))
        .send('client', clientFrame({ opcode: 0, rsv: 4, payload: 'two' })),
    ),
  },
  {
    name: 'inflate-limit',
    shows: 'A decompression bomb: 17 MiB of zeros.',
    packets: compressed((c) =>
      c.send('client', clientFrame({ opcode: 2, rsv: 4, payload: deflate(Buffer.alloc(17 << 20)) })),
    ),
  },
]

/** What can be wrong with an upgrade. */
const handshakes: readonly FrameCase[] = [
  {
    name: 'accept-mismatch',
    shows: 'The server answers another key.',
    packets: talk(
      () => {},
      upgradeRequest(),
      upgradeResponse({ 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
    ),
  },
  {
    name: 'key-invalid',
    shows: 'A key that is not 16 bytes, an old version, and a server that does not mind.',
    packets: talk(() => {}, upgradeRequest('/', { 'Sec-WebSocket-Key': 'short', 'Sec-WebSocket-Version': '8' })),
  },
  {
    name: 'not-offered',
    shows: 'A server that chooses a subprotocol and an extension of its own.',
    packets: talk(
      () => {},
      upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'v1, v2' }),
      upgradeResponse({ 'Sec-WebSocket-Protocol': 'v3', 'Sec-WebSocket-Extensions': 'x-webkit-deflate-frame' }),
    ),
  },
  {
    name: 'deflate-parameter-invalid',
    shows: 'A server that chooses a window for the client which was not offered.',
    packets: talk(
      () => {},
      upgradeRequest('/', { 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
      upgradeResponse({ 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits=10' }),
    ),
  },
  {
    name: 'request-invalid',
    shows: 'A POST of HTTP/1.0, a folded header, a second key and a body of two lengths, accepted all the same.',
    packets: talk(
      (c) => c.send('client', clientFrame({ opcode: 1, payload: 'in' })),
      upgradeRequest('/', { 'X-Folded': 'one\r\n two', 'Content-Length': '0', 'Transfer-Encoding': 'chunked' })
        .replace('GET / HTTP/1.1', 'POST / HTTP/1.0')
        .replace('\r\n\r\n', '\r\nSec-WebSocket-Key: c2Vjb25kIHNlY29uZCBrZQ==\r\n\r\n0\r\n\r\n'),
      upgradeResponse().replace('Upgrade: websocket\r\n', ''),
    ),
  },
  {
    name: 'foreign-origin',
    shows: 'What the request says is on every event; credentials are not.',
    packets: talk(
      (c) => c.send('client', clientFrame({ opcode: 1, payload: 'hi' })),
      upgradeRequest('/chat?room=4&token=t0psecret', {
        ...headers,
        Origin: 'https://evil.example.net',
        Authorization: 'Basic YW5uYTpwYXNz',
        'Sec-WebSocket-Protocol': 'chat',
      }),
      upgradeResponse({ 'Sec-WebSocket-Protocol': 'chat' }),
    ),
  },
  {
    name: 'refused-then-accepted',
    shows: 'Two requests, an upgrade refused with a body, and another accepted, on one connection.',
    packets: () =>
      new Conversation()
        .open()
        .send('client', 'GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n')
        .send('server', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', [50, 60])
        .send('client', 'POST /in HTTP/1.1\r\nHost: app.example.com\r\nContent-Length: 4\r\n\r\nGET ')
        .send('server', 'HTTP/1.1 204 No Content\r\n\r\n')
        .send('client', upgradeRequest('/one'), [1, 20])
        .send('server', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno')
        .send('client', upgradeRequest('/two'))
        .send('server', `HTTP/1.1 100 Continue\r\n\r\n${upgradeResponse()}`, [30, 70])
        .send('client', clientFrame({ opcode: 1, payload: 'in' }))
        .finish().packets,
  },
  {
    name: 'other-protocol',
    shows: 'A 101 to something else: no WebSocket.',
    packets: () =>
      new Conversation()
        .open()
        .send('client', 'POST /exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
        .send('server', 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
        .send('server', encodeFrame({ opcode: 1, payload: 'not a frame' }))
        .finish().packets,
  },
  {
    name: 'unanswered',
    shows: 'An upgrade without an answer before the input ends.',
    packets: () => new Conversation().open().send('client', upgradeRequest()).packets,
  },
]

/** Messages and how connections end. */
const connections: readonly FrameCase[] = [
  {
    name: 'fragments-and-ping',
    shows: 'A control frame between fragments, an umlaut cut in two.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 1, fin: false, payload: Buffer.from([0x4d, 0xc3]) }))
        .send('client', clientFrame({ opcode: 9, payload: 'still there?' }))
        .send('server', encodeFrame({ opcode: 10, payload: 'still there?' }))
        .send('client', clientFrame({ opcode: 0, fin: true, payload: Buffer.from([0xbc, 0x6c, 0x6c]) })),
    ),
  },
  {
    name: 'invalid-utf8-in-fragment',
    shows: 'Text that is no UTF-8 in the second of three fragments: the frame tells, and the message.',
    packets: talk((c) =>
      c
        .send('client', clientFrame({ opcode: 1, fin: false, payload: Buffer.from([0x4d, 0xc3]) }))
        .send('client', clientFrame({ opcode: 0, fin: false, payload: Buffer.from([0x28, 0xff]) }))
        .send('client', clientFrame({ opcode: 0, payload: 'end' })),
    ),
  },
  {
    name: 'ping-unanswered',
    shows: 'Pings without a pong: the third says so, and the end of the connection. One pong answers two pings before.',
    packets: () => {
      const conversation = new Conversation({ stepUs: 6_000_000 }).upgrade()
      const ping = (payload: string) => conversation.send('server', encodeFrame({ opcode: 9, payload }))
      for (const body of ['1', '2']) ping(body)
      conversation.send('client', clientFrame({ opcode: 10, payload: '2' }))
      for (const body of ['3', '4', '5', '6']) ping(body)
      return conversation.finish().packets
    },
  },
  {
    name: 'closed-by-server',
    shows: 'Both close frames: the connection ends with the second.',
    packets: talk((c) =>
      c
        .send('server', encodeFrame({ opcode: 8, payload: closePayload(1008, 'policy') }))
        .send('client', clientFrame({ opcode: 8 })),
    ),
  },
  {
    name: 'reset',
    shows: 'A connection broken off: close code 1006.',
    packets: () =>
      new Conversation()
        .upgrade()
        .send('client', clientFrame({ opcode: 2, payload: 'x' }))
        .reset('server').packets,
  },
  {
    name: 'port-reuse',
    shows: 'The same ports again, without the end of the first connection in the capture.',
    packets: () => {
      const first = new Conversation().upgrade().send('client', clientFrame({ opcode: 1, payload: 'one' }))
      const again = { startUs: first.us, clientSequence: 700_000, serverSequence: 900_000 }
      const second = new Conversation(again).upgrade().send('client', clientFrame({ opcode: 1, payload: 'two' }))
      return [...first.packets, ...second.finish().packets]
    },
  },
  {
    name: 'ipv6',
    shows: 'Addresses of sixteen bytes.',
    packets: () =>
      new Conversation({
        client: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        server: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2],
      })
        .upgrade()
        .send('client', clientFrame({ opcode: 1, payload: 'six' }))
        .finish().packets,
  },
]

const text = (payload: string): Buffer => clientFrame({ opcode: 1, payload })

/** What networks and captures do to segments. */
const segments: readonly FrameCase[] = [
  {
    name: 'out-of-order',
    shows: 'Segments in another order, one twice, one that repeats earlier bytes with other contents.',
    packets: talk((c) => {
      const bytes = Buffer.concat([text('first'), text('second'), text('third')])
      c.add('client', flags.ack, bytes.subarray(20), 20)
      c.add('client', flags.ack, Buffer.alloc(12, 0x21), 18)
      c.add('client', flags.ack, bytes.subarray(0, 8))
      c.add('client', flags.ack, bytes.subarray(0, 8))
      c.add('client', flags.ack, bytes.subarray(4, 18), 4)
      c.add('client', flags.ack, bytes.subarray(18, 20), 18)
      c.lose('client', bytes.length)
    }),
  },
  {
    name: 'gap-in-payload',
    shows: 'Bytes of a payload that were not captured: the frame is cut, the next one is read.',
    packets: talk((c) => {
      const long = text('x'.repeat(300))
      c.send('client', long.subarray(0, 50)).lose('client', 100).send('client', long.subarray(150))
      c.send('client', text('next'))
    }),
  },
  {
    name: 'gap-over-header',
    shows: 'A gap that hides where frames begin: reading goes on where a segment looks like frames.',
    packets: talk((c) =>
      c
        .send('client', text('before'))
        .lose('client', 1000)
        .send('client', 'the tail of an unknown frame')
        .send('client', text('behind'))
        .send('client', text('at last')),
    ),
  },
  {
    name: 'midstream',
    shows: 'A capture that begins within a connection: nothing is made up.',
    packets: () => new Conversation().upgrade().send('client', text('unseen')).finish().packets.slice(5),
  },
  {
    name: 'midstream-frames',
    shows:
      'A capture that begins within a connection whose two sides send frames: it is read from there on, with a confidence.',
    packets: () => {
      const c = new Conversation().upgrade()
      for (const word of ['unseen', 'as yet', 'seen at last'])
        c.send('client', text(word)).send('server', encodeFrame({ opcode: 1, payload: word }))
      return c.finish().packets.slice(5)
    },
  },
  {
    name: 'overlap-differs',
    shows: 'Bytes sent again that are others than the first time: the first are decoded, the next frame tells.',
    packets: talk((c) => {
      const said = text('pay 10 to bob')
      c.send('client', said).add('client', flags.ack, text('pay 99 to eve'), -said.length)
      c.send('client', text('and done'))
    }),
  },
  {
    name: 'without-syn',
    shows: 'A capture that begins with the request: it is followed.',
    packets: () => new Conversation().upgrade().send('client', text('seen')).finish().packets.slice(3),
  },
]

/** RFC 8441. */
const http2: readonly FrameCase[] = [
  {
    name: 'http2',
    shows: 'Two WebSockets in the streams of one connection, a third that is refused, and an ordinary request.',
    packets: () => {
      const asked = [
        Buffer.from(preface),
        settings(),
        headersFrame(
          1,
          askFields('/one?token=s3cret', { origin: 'https://evil.example.net', cookie: 'session=s3cret' }),
        ),
        headersFrame(3, { ':method': 'GET', ':scheme': 'http', ':path': '/', ':authority': 'app.example.com' }, 5),
        headersFrame(5, askFields('/two', { 'sec-websocket-protocol': 'chat' })),
        headersFrame(7, askFields('/three')),
      ]
      const answered = [
        settings(),
        headersFrame(1, { ':status': '200' }),
        headersFrame(3, { ':status': '204' }, 5),
        headersFrame(5, { ':status': '200', 'sec-websocket-protocol': 'chat' }),
        headersFrame(7, { ':status': '401' }, 5),
      ]
      const first = clientFrame({ opcode: 1, payload: 'in the first' })
      return new Conversation()
        .open()
        .send('client', Buffer.concat(asked), [30, 100])
        .send('server', Buffer.concat(answered))
        .send('client', dataFrame(1, first.subarray(0, 5)))
        .send('client', dataFrame(5, clientFrame({ opcode: 1, payload: 'in the second' })))
        .send('client', paddedData(1, first.subarray(5), 9))
        .send('server', dataFrame(5, encodeFrame({ opcode: 8, payload: closePayload(1001, 'going') }), 1))
        .send('client', dataFrame(5, clientFrame({ opcode: 8, payload: closePayload(1001) }), 1))
        .finish().packets
    },
  },
]

export const frameCases: readonly FrameCase[] = [
  ...violations,
  ...compression,
  ...handshakes,
  ...http2,
  ...connections,
  ...segments,
]

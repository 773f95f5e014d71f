// Requests and answers of HTTP/1.1, as clients, servers and proxies send them, mutated. RFC 9112.
import { clientFrame, encodeFrame, upgradeRequest, upgradeResponse } from '../../../test/sensor/packets.ts'
import { mutateBytes, pick } from '../bytes.ts'
import { asItIs, piece } from './speech.ts'
import { listen } from './talk.ts'
import type { Target } from './target.ts'

export const heads: Target = {
  name: 'heads',
  percent: 2,
  isSameWhenTight: false,
  make(random) {
    let mutated = 0
    const changed = (text: string): Buffer => {
      if (random() < 0.3) return Buffer.from(text)
      mutated++
      return mutateBytes(Buffer.from(text), random)
    }
    const pieces = [
      ...(random() < 0.4 ? [piece(true, changed(pick(before, random).asked)), piece(false, changed(plainAnswer))] : []),
      piece(true, changed(pick(requests, random))),
      piece(false, changed(pick(answers, random))),
      piece(true, clientFrame({ opcode: 1, payload: 'after' })),
      piece(false, encodeFrame({ opcode: 1, payload: 'after' })),
    ]
    return { pieces, mutated }
  },
  read: (pieces, reading) => listen(pieces.map(asItIs), reading),
}

const before = [
  { asked: 'GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n' },
  {
    asked:
      'POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n',
  },
  { asked: 'CONNECT app.example.com:80 HTTP/1.1\r\nHost: app.example.com:80\r\n\r\n' },
]

const plainAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const requests = [
  upgradeRequest('/chat?access_token=abc&room=4', {
    Origin: 'https://app.example.com',
    Cookie: 'session=1; theme="dark"; a=b=c',
    'Sec-WebSocket-Protocol': 'graphql-ws, mqtt',
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    'X-Forwarded-For': '203.0.113.9, 10.0.0.4',
    Forwarded: 'for="[2001:db8::1]:80";proto=https',
    Authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.AAAA',
    'User-Agent': 'Mozilla/5.0',
    Referer: 'https://app.example.com/a?b#c',
  }),
  upgradeRequest('http://app.example.com/absolute'),
  'GET /socket HTTP/1.1\r\nHost: b\r\nUpgrade: h2c, websocket\r\nConnection: keep-alive,\r\n Upgrade\r\n\r\n',
]

const answers = [
  upgradeResponse({
    'Sec-WebSocket-Protocol': 'mqtt',
    'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover; client_max_window_bits=12',
  }),
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
]

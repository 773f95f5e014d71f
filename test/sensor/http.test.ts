// The HTTP before a WebSocket: heads, bodies, and which answer belongs to which request.
import { describe, expect, test } from 'vitest'
import { Exchange } from '../../src/sensor/exchange.ts'
import { parseRequest, parseResponse } from '../../src/sensor/http-head.ts'
import { upgradeRequest, upgradeResponse } from './packets.ts'

/** What is said, side by side; `>` for the client. Returns what the exchange made of it. */
function exchange(said: readonly (readonly ['>' | '<', string])[], pieceBytes = Number.POSITIVE_INFINITY) {
  const found: string[] = []
  let charged = 0
  const sink = {
    upgrade: (request: { target: string }, response: { status: number }, accepted: boolean) => {
      found.push(`${request.target} ${response.status} ${accepted ? 'accepted' : 'refused'}`)
    },
    otherProtocol: (isHttp: boolean) => {
      found.push(isHttp ? 'other protocol' : 'no HTTP')
    },
  }
  const http = new Exchange(sink, 2000, (bytes) => {
    charged += bytes
  })
  for (const [side, text] of said) {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      http.data(side === '>', bytes, at, Math.min(bytes.length, at + pieceBytes))
    }
  }
  const held = http.next ? [true, false].map((side) => http.takeHeld(side).bytes.toString()) : []
  return { found, held, unanswered: http.unanswered()?.target, charged: () => charged }
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const ok = (headers: string, body = ''): string => `HTTP/1.1 200 OK\r\n${headers}\r\n${body}`
const upgraded = [
  ['>', upgradeRequest('/ws')],
  ['<', upgradeResponse()],
] as const

describe('an upgrade is found', () => {
  test.each([
    { name: 'at once', before: [] },
    {
      name: 'behind an answer with a length',
      before: [
        ['>', get('/')],
        ['<', ok('Content-Length: 5\r\n', 'GET /')],
      ],
    },
    {
      name: 'behind an empty answer',
      before: [
        ['>', get('/')],
        ['<', ok('Content-Length: 0\r\n')],
      ],
    },
    {
      name: 'behind a chunked answer with a trailer',
      before: [
        ['>', get('/')],
        ['<', ok('Transfer-Encoding: chunked\r\n', '3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n')],
      ],
    },
    {
      name: 'behind an answer to HEAD',
      before: [
        ['>', 'HEAD / HTTP/1.1\r\n\r\n'],
        ['<', ok('Content-Length: 5\r\n')],
      ],
    },
    {
      name: 'behind a 304',
      before: [
        ['>', get('/')],
        ['<', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
      ],
    },
    {
      name: 'behind a request with a body',
      before: [
        ['>', `POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nHEAD`],
        ['<', ok('Content-Length: 0\r\n')],
      ],
    },
    {
      name: 'behind pipelined requests',
      before: [
        ['>', get('/a') + get('/b')],
        ['<', ok('Content-Length: 1\r\n', 'a')],
        ['<', ok('Content-Length: 1\r\n', 'b')],
      ],
    },
    {
      name: 'behind an informational answer',
      before: [
        ['>', get('/')],
        ['<', `HTTP/1.1 103 Early Hints\r\n\r\n${ok('Content-Length: 0\r\n')}`],
      ],
    },
    {
      name: 'behind an upgrade to HTTP/2 that was not taken',
      before: [
        ['>', 'GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n'],
        ['<', ok('Content-Length: 0\r\n')],
      ],
    },
    {
      name: 'in a tunnel through a proxy',
      before: [
        ['>', 'CONNECT app.example.com:80 HTTP/1.1\r\nHost: app.example.com:80\r\n\r\n'],
        ['<', 'HTTP/1.1 200 Connection established\r\n\r\n'],
      ],
    },
    {
      name: 'behind a tunnel that was refused',
      before: [
        ['>', 'CONNECT app.example.com:80 HTTP/1.1\r\n\r\n'],
        ['<', 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno'],
      ],
    },
    { name: 'behind empty lines', before: [['>', '\r\n\r\n']] },
  ] as { name: string; before: ['>' | '<', string][] }[])('$name, in one piece or byte by byte', ({ before }) => {
    for (const pieceBytes of [Number.POSITIVE_INFINITY, 1]) {
      expect(exchange([...before, ...upgraded], pieceBytes).found).toEqual(['/ws 101 accepted'])
    }
  })

  test('where the answer is seen before the request', () => {
    expect(exchange([upgraded[1], upgraded[0]]).found).toEqual(['/ws 101 accepted'])
  })

  test('with bare line feeds', () => {
    const bare = upgraded.map(([side, text]) => [side, text.replaceAll('\r\n', '\n')] as const)
    expect(exchange(bare).found).toEqual(['/ws 101 accepted'])
  })

  test('again after it was refused', () => {
    const refused = ['<', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno'] as const
    expect(exchange([upgraded[0], refused, ...upgraded]).found).toEqual(['/ws 401 refused', '/ws 101 accepted'])
  })
})

describe('bytes behind an upgrade', () => {
  test('are handed over, each side its own', () => {
    const { held, charged } = exchange([
      ['>', `${upgradeRequest('/ws')}early`],
      ['<', `${upgradeResponse()}frames`],
    ])
    expect(held).toEqual(['early', 'frames'])
    expect(charged()).toBe(0)
  })
})

describe('no upgrade', () => {
  test.each([
    { name: 'SSH', said: [['>', '\x00\x03\x01\x02']], found: ['no HTTP'] },
    {
      name: 'a mail server that speaks first',
      said: [
        ['<', '220 mail\r\n'],
        ['>', 'EHLO a\r\n\r\n'],
      ],
      found: ['no HTTP'],
    },
    {
      name: 'a 101 to another protocol',
      said: [
        ['>', 'GET / HTTP/1.1\r\nUpgrade: tcp\r\n\r\n'],
        ['<', 'HTTP/1.1 101 X\r\nUpgrade: tcp\r\n\r\n'],
      ],
      found: ['other protocol'],
    },
    {
      name: 'a chunk without a size',
      said: [
        ['>', get('/')],
        ['<', ok('Transfer-Encoding: chunked\r\n', 'zz\r\n')],
      ],
      found: ['no HTTP'],
    },
    { name: 'a head that never ends', said: [['>', `GET / HTTP/1.1\r\nX: ${'x'.repeat(3000)}`]], found: ['no HTTP'] },
    {
      name: 'ordinary requests',
      said: [
        ['>', get('/')],
        ['<', ok('Content-Length: 0\r\n')],
      ],
      found: [],
    },
  ] as { name: string; said: ['>' | '<', string][]; found: string[] }[])('comes of $name', ({ said, found }) => {
    expect(exchange(said).found).toEqual(found)
  })

  test('is told of a request that nobody answered', () => {
    expect(exchange([upgraded[0]]).unanswered).toBe('/ws')
  })
})

describe('heads', () => {
  test('keep every value of a header, folded lines joined', () => {
    const head = parseRequest('GET /a?b HTTP/1.1\r\nCookie: a=1\r\ncookie: b=2\r\nX: one\r\n two\r\nbroken')
    expect(head).toMatchObject({ method: 'GET', target: '/a?b', version: '1.1' })
    expect(Object.fromEntries(head!.headers)).toEqual({ cookie: ['a=1', 'b=2'], x: ['one two'] })
  })

  test.each(['GET /', 'get / HTTP/1.1', 'GET / a HTTP/1.1', '', 'HTTP/1.1 200 OK'])('%j is no request', (text) => {
    expect(parseRequest(text)).toBeNull()
  })

  test.each([
    { text: 'HTTP/1.1 101 Web Socket Protocol Handshake', status: 101 },
    { text: 'HTTP/1.0 200', status: 200 },
    { text: 'HTTP/2 200', status: undefined },
    { text: 'GET / HTTP/1.1', status: undefined },
  ])('$text has status $status', ({ text, status }) => {
    expect(parseResponse(text)?.status).toBe(status)
  })
})

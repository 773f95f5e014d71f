// WebSockets inside HTTP/2, as Node's own client and server speak it and as nobody should.
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { decodePackets, ofKind } from '../decode.ts'
import { clientFrame, closePayload, encodeFrame } from '../packets.ts'
import { type Answer, recorded, say, webSocket } from './session.ts'

const text = (payload: string): Buffer => clientFrame({ opcode: 1, payload })
const accept: Answer = (stream) => {
  stream.respond({ ':status': 200 })
  stream.resume()
  stream.on('end', () => stream.end(encodeFrame({ opcode: 1, payload: 'bye' })))
}

describe('a stream', () => {
  test('is a connection of its own, with its handshake, its frames and its end', async () => {
    const packets = await recorded(accept, async (session) => {
      const origin = { origin: 'https://evil.example.net', cookie: 'theme=dark', 'sec-websocket-protocol': 'chat' }
      await say(session.request(webSocket('/chat?token=s3cret&room=1', origin)), [
        text('hello'),
        clientFrame({ opcode: 8, payload: closePayload(1000) }),
      ])
    })
    const { documents, counters } = decodePackets(packets)
    const [handshake] = ofKind(documents, 'handshake')
    expect(handshake).toMatchObject({
      'event.outcome': 'success',
      'http.request.method': 'CONNECT',
      'http.version': '2',
      'http.response.status_code': 200,
      'url.domain': 'app.example.com',
      'url.full': 'ws://app.example.com/chat?token=***&room=1',
      'http.request.origin_foreign': true,
      'http.request.cookie.names': ['theme'],
    })
    expect(handshake!['websocket.anomaly']).toBeUndefined()
    expect(ofKind(documents, 'message').map((event) => event['websocket.payload.text'])).toEqual(['hello', 'bye'])
    expect(ofKind(documents, 'close').map((event) => event['websocket.close.code'])).toEqual([1000])
    expect(ofKind(documents, 'connection').map((event) => event['event.reason'])).toEqual(['fin'])
    expect(new Set(documents.map((event) => event['websocket.connection.id'])).size).toBe(1)
    expect(counters).toMatchObject({ http2Connections: 1, webSockets: 1, badHttp2Frames: 0, keptBytes: 0 })
  })

  test('is told from the others, however many there are, and ordinary requests are passed over', async () => {
    const packets = await recorded(
      (stream, path) => {
        if (path.startsWith('/ws')) accept(stream, path)
        else stream.respond({ ':status': 200, 'x-header': path.repeat(20) }, { endStream: true })
      },
      async (session) => {
        const plain = Array.from({ length: 20 }, (_, i) =>
          session.request({ ':path': `/${i}`, 'x-big': 'y'.repeat(i * 40) }),
        )
        const sockets = Array.from({ length: 20 }, (_, i) =>
          say(session.request(webSocket(`/ws${i}`)), [text(`from ${i}`)]),
        )
        await Promise.all([...sockets, ...plain.map((stream) => say(stream, []))])
      },
    )
    const { documents, counters } = decodePackets(packets)
    const said = ofKind(documents, 'message').filter((event) => event['websocket.direction'] === 'client')
    const pairs = said.map((event) => [event['url.path'], event['websocket.payload.text']])
    expect(pairs.sort()).toEqual(Array.from({ length: 20 }, (_, i) => [`/ws${i}`, `from ${i}`]).sort())
    expect(new Set(documents.map((event) => event['websocket.connection.id'])).size).toBe(20)
    expect(new Set(documents.map((event) => event['event.id'])).size).toBe(documents.length)
    expect(counters).toMatchObject({ webSockets: 20, badHttp2Frames: 0 })
  })

  test('with a long message over many DATA frames says all of it', async () => {
    const long = 'many words '.repeat(20_000)
    const packets = await recorded(
      (stream) => {
        stream.respond({ ':status': 200 })
        stream.resume()
        stream.on('end', () => stream.end())
      },
      async (session) => say(session.request(webSocket('/long')), [text(long)]),
    )
    const { documents } = decodePackets(packets)
    expect(ofKind(documents, 'message').map((event) => event['websocket.payload.text'])).toEqual([long])
  })

  test('that is refused is a handshake that failed', async () => {
    const packets = await recorded(
      (stream) => stream.respond({ ':status': 403 }, { endStream: true }),
      async (session) => say(session.request(webSocket('/no')), []),
    )
    const { documents, counters } = decodePackets(packets)
    expect(documents).toHaveLength(1)
    expect(documents[0]).toMatchObject({ 'event.outcome': 'failure', 'http.response.status_code': 403 })
    expect(counters).toMatchObject({ refusedUpgrades: 1, webSockets: 0 })
  })

  test('that is reset ends there', async () => {
    const packets = await recorded(
      (stream) => {
        stream.respond({ ':status': 200 })
        stream.once('data', () => stream.close(8))
      },
      async (session) => {
        const stream = session.request(webSocket('/gone'))
        stream.on('error', () => {})
        stream.resume()
        stream.write(text('hello'))
        await once(stream, 'close')
      },
    )
    expect(ofKind(decodePackets(packets).documents, 'connection')[0]).toMatchObject({
      'event.reason': 'reset',
      'websocket.close.code': 1006,
      'websocket.close.by': 'transport',
    })
  })

  test('headers in every character come out as they went in', async () => {
    const value = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('')
    const packets = await recorded(accept, async (session) => {
      for (let times = 1; times <= 3; times++)
        await say(
          session.request(
            webSocket('/all', { 'user-agent': value.repeat(times), origin: `https://${times}.example.com` }),
          ),
          [],
        )
    })
    const agents = ofKind(decodePackets(packets).documents, 'handshake').map((event) => event['user_agent.original'])
    expect(agents).toEqual([value, value.repeat(2), value.repeat(3)])
  })
})

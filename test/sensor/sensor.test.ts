// The whole chain: what events carry, how connections end, and that every bound holds and is counted.
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { schema } from '../../src/event/schema.ts'
import { CaptureReader } from '../../src/sensor/capture.ts'
import { gettersOf, kinds } from '../../src/sensor/fields.ts'
import { Sensor } from '../../src/sensor/sensor.ts'
import { sequencesIn, timesIn } from '../rows.ts'
import { decodeCapture, decodePackets, ofKind, requestSettings } from './decode.ts'
import {
  type Captured,
  Conversation,
  clientFrame,
  closePayload,
  encodeFrame,
  upgradeRequest,
  upgradeResponse,
  writePcap,
} from './packets.ts'

const text = (payload: string): Buffer => clientFrame({ opcode: 1, payload })
const minute = 60e6

/** Several conversations as one capture, in order of time. */
const together = (...all: readonly Conversation[]): Captured[] =>
  all.flatMap(({ packets }) => packets).sort((a, b) => a.us - b.us)

describe('events', () => {
  const request = upgradeRequest('/chat?room=4&token=s3cret', {
    Origin: 'https://app.example.com',
    Cookie: 'session=abc; theme=dark',
    'User-Agent': 'Mozilla/5.0',
  })
  const { documents, batch, records } = decodePackets(
    new Conversation()
      .upgrade(request)
      .send('client', text('hello'))
      .send('server', encodeFrame({ opcode: 8, payload: closePayload(1001, 'bye') }))
      .finish().packets,
  )

  test('of every kind carry what the handshake said, and no credential', () => {
    expect(documents.map((document) => (document['event.category'] as string[])[1])).toEqual([
      'handshake',
      'frame',
      'message',
      'frame',
      'close',
      'connection',
    ])
    for (const document of documents) {
      expect(document).toMatchObject({
        'source.ip': '192.0.2.10',
        'destination.port': 80,
        'url.domain': 'app.example.com',
        'url.path': '/chat',
        'url.query': 'room=4&token=***',
        'http.request.origin': 'https://app.example.com',
        'http.request.cookie.names': ['session', 'theme'],
        'session.from': 'cookie',
        'websocket.key_valid': true,
      })
      expect(JSON.stringify(document)).not.toMatch(/s3cret|abc;|dark/)
    }
  })

  test('come in ascending sequence, each with an id of its own', () => {
    expect(sequencesIn(batch)).toEqual([0, 1, 2, 3, 4, 5])
    expect(new Set(records.map((record) => record.id())).size).toBe(6)
    const start = Date.UTC(2026, 0, 5, 9) * 1000
    expect(records.map((record) => record.id().replace(/^1:[\w+/=]{28}-/, ''))).toEqual(
      ['handshake', 'c:0', 'c:m0', 's:0', 's:close', 'connection'].map((tail) => `${start}:${tail}`),
    )
  })

  test('fill exactly the columns that are wanted, with what the document says', () => {
    for (const [row, document] of documents.entries()) {
      for (const [slot, field] of batch.layout.fields.entries()) {
        expect([field, batch.get(row, slot)]).toEqual([field, document[field] ?? null])
      }
    }
  })

  test('have fields of the schema alone', () => {
    const known = new Set(Object.keys(schema))
    expect(kinds.flatMap((kind) => Object.keys(gettersOf(kind))).filter((name) => !known.has(name))).toEqual([])
  })

  test('give the same document after the sensor has gone on', () => {
    const layout = createLayout(['websocket.opcode'])
    const sensor = new Sensor({ layout, request: requestSettings })
    const reader = new CaptureReader()
    const conversation = new Conversation().upgrade(request)
    for (let index = 0; index < 20; index++) conversation.send('client', text(`message ${index} ü`), [7])
    reader.push(writePcap(conversation.finish().packets))
    const batch = new Batch(layout)
    for (let packet = reader.next(); packet !== null; packet = reader.next()) sensor.packet(packet, batch)
    const texts = batch.origins.map((origin) => origin.document()['websocket.payload.text'])
    const expected = Array.from({ length: 20 }, (_, index) => `message ${index} ü`)
    expect(texts.filter((each) => each !== undefined)).toEqual(expected.flatMap((each) => [each, each]))
  })

  test.each([
    ['a trusted proxy', [10, 0, 0, 1], '203.0.113.9'],
    ['anybody else', [192, 0, 2, 10], '192.0.2.10'],
  ])('passed on by %s all name their client', (_name, client, address) => {
    const forwarded = upgradeRequest('/chat', { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9' })
    const { documents } = decodePackets(
      new Conversation({ client }).upgrade(forwarded).send('client', text('hello')).finish().packets,
    )
    expect(documents.map((document) => document['client.ip'])).toEqual(new Array(4).fill(address))
    expect(new Set(documents.map((document) => document['source.ip']))).toEqual(new Set([client.join('.')]))
  })
})

describe('a connection', () => {
  test.each([
    { name: 'FIN', end: (c: Conversation) => c.finish(), reason: 'fin', by: 'transport', code: 1006 },
    { name: 'RST', end: (c: Conversation) => c.reset('client'), reason: 'reset', by: 'transport', code: 1006 },
    {
      name: 'the end of the input',
      end: (c: Conversation) => c,
      reason: 'end_of_input',
      by: undefined,
      code: undefined,
    },
    {
      name: 'both closes',
      end: (c: Conversation) =>
        c
          .send('client', clientFrame({ opcode: 8, payload: closePayload(1000) }))
          .send('server', encodeFrame({ opcode: 8 }))
          .finish(),
      reason: 'closed',
      by: 'client',
      code: 1000,
    },
  ])('that ends by $name says so once', ({ end, reason, by, code }) => {
    const { documents } = decodePackets(end(new Conversation().upgrade().send('client', text('hi'))).packets)
    const told = ofKind(documents, 'connection')
    expect(told).toHaveLength(1)
    expect(told[0]!['event.reason']).toBe(reason)
    expect(told[0]!['websocket.close.by']).toBe(by)
    expect(told[0]!['websocket.close.code']).toBe(code)
  })

  test('counts its frames, messages and bytes, and how long it was open', () => {
    const conversation = new Conversation()
      .upgrade()
      .send('client', text('four'))
      .send('client', clientFrame({ opcode: 9 }))
    const { documents } = decodePackets(
      conversation
        .wait(2e6)
        .send('server', encodeFrame({ opcode: 2, payload: 'abc' }))
        .finish().packets,
    )
    expect(ofKind(documents, 'connection')).toMatchObject([
      {
        'websocket.client.frames': 2,
        'websocket.client.messages': 1,
        'websocket.client.bytes': 4,
        'websocket.server.frames': 1,
        'websocket.server.messages': 1,
        'websocket.server.bytes': 3,
        'event.duration': (5 * 1000 + 2e6) * 1000,
      },
    ])
  })

  test('that falls silent is ended in capture time', () => {
    const silent = new Conversation().upgrade()
    const later = new Conversation({ clientPort: 50001, startUs: silent.us + 31 * minute }).upgrade()
    const { documents, counters } = decodePackets(together(silent, later), { idleUs: 30 * minute })
    expect(ofKind(documents, 'connection').map((each) => [each['event.reason'], each['websocket.close.by']])).toEqual([
      ['idle', 'limit'],
      ['end_of_input', undefined],
    ])
    expect(counters.idleConnections).toBe(1)
  })

  test('is not broken off by a RST or SYN that no side of it would take', () => {
    const conversation = new Conversation().upgrade()
    conversation.add('client', 4, '', 1 << 30).add('client', 2, '', 12345)
    const { documents } = decodePackets(conversation.send('client', text('still here')).finish().packets)
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual(['still here'])
  })
})

describe('a half-open connection', () => {
  test('whose client begins anew ends with its RST, and the new one is read', () => {
    const old = new Conversation().upgrade().send('client', text('old'))
    // RFC 9293 section 3.5.1: the server answers the SYN with what it expects, and the client resets.
    const anew = new Conversation({ clientSequence: 70_000, serverSequence: 90_000, startUs: old.us + minute })
    anew.add('client', 2)
    old
      .wait(minute + 10)
      .add('server', 16)
      .reset('client')
    anew.wait(1000).upgrade().send('client', text('new')).finish()
    const { documents } = decodePackets(together(old, anew))
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual(['old', 'new'])
    expect(ofKind(documents, 'connection').map((each) => each['event.reason'])).toEqual(['reset', 'fin'])
  })

  test('of which one side has ended is read on from the other', () => {
    const talk = new Conversation().upgrade().add('client', 17)
    talk.send('server', encodeFrame({ opcode: 1, payload: 'still here' }))
    const { documents } = decodePackets(talk.packets)
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual(['still here'])
  })
})

describe('times', () => {
  test('never go back, and packets that do are counted', () => {
    const { packets } = new Conversation().upgrade().send('client', text('one')).send('client', text('two'))
    const late = packets.map((packet, index) => (index === 6 ? { ...packet, us: packet.us - 5e6 } : packet))
    const { batch, counters } = decodePackets(late)
    expect(timesIn(batch)).toEqual(timesIn(batch).toSorted((a, b) => a - b))
    expect(counters.latePackets).toBe(1)
  })
})

describe('bounds', () => {
  test('connections beyond the most are let go, WebSockets last', () => {
    const socket = new Conversation().upgrade()
    const others = Array.from({ length: 5 }, (_, index) =>
      new Conversation({ clientPort: 60000 + index, startUs: socket.us + index * 10_000 }).open(),
    )
    const talk = new Conversation({ startUs: socket.us })
    talk.packets.push(...socket.packets)
    const { documents, counters } = decodePackets(together(socket, ...others), { connections: 3 })
    expect(counters.evictedConnections).toBe(3)
    expect(ofKind(documents, 'connection').map((each) => each['event.reason'])).toEqual(['end_of_input'])
  })

  test('a WebSocket that is let go says that it was', () => {
    const first = new Conversation().upgrade()
    const second = new Conversation({ clientPort: 50001, startUs: first.us }).upgrade()
    const { documents } = decodePackets(together(first, second), { connections: 1 })
    expect(ofKind(documents, 'connection')[0]).toMatchObject({
      'event.reason': 'evicted',
      'websocket.close.by': 'limit',
    })
  })

  test('bytes kept beyond the most are given up by whoever kept them for longest', () => {
    const hoarders = [0, 1, 2].map((index) => {
      const conversation = new Conversation({
        clientPort: 50000 + index,
        startUs: index * 1000,
        stepUs: 10_000,
      }).upgrade()
      conversation.send('client', clientFrame({ opcode: 1, fin: false, payload: 'x'.repeat(3000) }))
      return conversation.wait(100_000).send('client', clientFrame({ opcode: 0, payload: 'end' }))
    })
    const { documents, counters } = decodePackets(together(...hoarders), { keptBytes: 8000 })
    expect(counters.shedBuffers).toBe(1)
    const messages = ofKind(documents, 'message')
    expect(messages.map((each) => [each['websocket.message.bytes'], each['websocket.payload.truncated']])).toEqual([
      [3003, true],
      [3003, false],
      [3003, false],
    ])
  })

  test('text beyond the most is cut between characters and the message still counted', () => {
    const payload = `${'x'.repeat(9)}üü`
    const { documents } = decodePackets(
      new Conversation()
        .upgrade()
        .send('client', text(payload), [8])
        .send('client', clientFrame({ opcode: 1, fin: false, payload }))
        .send('client', clientFrame({ opcode: 0, payload: 'more' })).packets,
      { payloadBytes: 10 },
    )
    expect(ofKind(documents, 'message')).toMatchObject([
      { 'websocket.payload.text': 'xxxxxxxxx', 'websocket.payload.truncated': true, 'websocket.message.bytes': 13 },
      { 'websocket.payload.text': 'xxxxxxxxx', 'websocket.payload.truncated': true, 'websocket.message.bytes': 17 },
    ])
    expect(documents.some((each) => each['websocket.anomaly'] !== undefined)).toBe(false)
  })

  test('a request head without an end is given up', () => {
    const conversation = new Conversation().open().send('client', `GET / HTTP/1.1\r\nX: ${'y'.repeat(5000)}`)
    const { counters, documents } = decodePackets(conversation.packets, { headBytes: 1000 })
    expect(counters.unreadableHttp).toBe(1)
    expect(documents).toEqual([])
  })
})

describe('compression', () => {
  const extensions = {
    'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover; client_max_window_bits',
  }
  const request = upgradeRequest('/', { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' })
  const deflate = (payload: string): Buffer => deflateRawSync(payload, { finishFlush: 2 }).subarray(0, -4)

  test('of a side without takeover survives a message that cannot be read', () => {
    const { documents } = decodePackets(
      new Conversation()
        .upgrade(request, upgradeResponse(extensions))
        .send('server', encodeFrame({ opcode: 1, rsv: 4, payload: Buffer.from([0xff, 0xff]) }))
        .send('server', encodeFrame({ opcode: 1, rsv: 4, payload: deflate('readable') })).packets,
    )
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual([undefined, 'readable'])
  })

  test('within an uncompressed message is not assumed', () => {
    const { documents } = decodePackets(
      new Conversation().upgrade(request, upgradeResponse(extensions)).send('client', text('plain')).packets,
    )
    expect(ofKind(documents, 'message')).toMatchObject([
      { 'websocket.payload.text': 'plain', 'websocket.message.compressed': false },
    ])
  })
})

describe('captures', () => {
  test('that cut packets lose what was cut and nothing else', () => {
    const { packets } = new Conversation()
      .upgrade()
      .send('client', text('y'.repeat(200)))
      .send('client', text('whole'))
    const cut = packets.map((packet) =>
      packet.bytes.length > 240
        ? { ...packet, bytes: packet.bytes.subarray(0, packet.bytes.length - 100), wireLength: packet.bytes.length }
        : packet,
    )
    const { documents, counters } = decodeCapture(writePcap([...packets.slice(0, 5), ...cut.slice(5)]))
    expect(counters.cutPackets).toBe(1)
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual([
      'y'.repeat(100),
      'whole',
    ])
  })

  test.each([
    { name: 'body', lost: 3000, length: 5000 },
    { name: 'head', lost: 3000, length: 0 },
  ])('that lost a part of an earlier answer, its $name, still show the upgrade', ({ lost, length }) => {
    const conversation = new Conversation().open().send('client', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    conversation.send('server', `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`).lose('server', lost)
    conversation.send('server', 'z'.repeat(1000)).send('server', 'z'.repeat(500)).send('server', 'z'.repeat(500))
    conversation.send('client', upgradeRequest()).send('server', upgradeResponse()).send('client', text('seen'))
    const { documents } = decodePackets(conversation.finish().packets)
    expect(ofKind(documents, 'message').map((each) => each['websocket.payload.text'])).toEqual(['seen'])
  })

  test('that begin within connections count them', () => {
    const { packets } = new Conversation().upgrade().send('client', text('unseen'))
    const { counters, documents } = decodePackets(packets.slice(5))
    expect([counters.midstreamConnections, documents.length]).toEqual([1, 0])
  })
})

// Connections whose beginning was not captured: what makes one a WebSocket, and what is left alone.
import { describe, expect, test } from 'vitest'
import type { EventDocument } from '../../src/event/value.ts'
import { decodePackets, ofKind } from './decode.ts'
import { Conversation, clientFrame, encodeFrame, upgradeRequest, upgradeResponse } from './packets.ts'

const text = (payload: string): Buffer => clientFrame({ opcode: 1, payload })
const answer = (payload: string): Buffer => encodeFrame({ opcode: 1, payload })
const handshakePackets = 5

/** What a capture shows that begins behind the handshake. */
const behind = (say: (conversation: Conversation) => unknown, from = new Conversation().upgrade()) => {
  say(from)
  return decodePackets(from.packets.slice(handshakePackets))
}

const texts = (documents: readonly EventDocument[]) =>
  ofKind(documents, 'message').map((each) => [each['websocket.direction'], each['websocket.payload.text']])

/** Two frames from each side. */
const talk = (c: Conversation): Conversation =>
  c
    .send('client', text('one'))
    .send('server', answer('two'))
    .send('client', text('three'))
    .send('server', answer('four'))

describe('a connection', () => {
  test('is a WebSocket once both sides have sent frames, with a confidence on every event', () => {
    const { documents, counters } = behind((c) =>
      talk(c).send('client', text('five')).send('server', answer('six')).finish(),
    )
    expect(texts(documents)).toEqual([
      ['client', 'five'],
      ['server', 'six'],
    ])
    expect(documents.map((each) => each['websocket.connection.confidence'])).toEqual(Array(5).fill(0.9999))
    expect(ofKind(documents, 'handshake')).toEqual([])
    expect(counters).toMatchObject({ midstreamConnections: 1, recognisedConnections: 1, webSockets: 1 })
  })

  test('has its client where the masks are, whoever was seen first', () => {
    const { documents } = behind((c) => {
      c.send('server', answer('zero'))
      talk(c).send('server', answer('five'))
    })
    expect(documents[0]).toMatchObject({
      'source.port': 50000,
      'destination.port': 80,
      'websocket.direction': 'server',
    })
  })

  test('is read on from the next frame where the capture begins within one', () => {
    const long = 'x'.repeat(400)
    const { documents } = behind((c) =>
      talk(c.send('client', text(long), [100, 200]))
        .send('server', answer(long), [50])
        .send('client', text('read'))
        .send('server', answer('read')),
    )
    expect(texts(documents)).toEqual([
      ['server', long],
      ['client', 'read'],
      ['server', 'read'],
    ])
  })

  test('that compresses its messages shows those that refer to none before', () => {
    const deflated = Buffer.from([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00])
    const compressed = encodeFrame({ opcode: 1, rsv: 4, payload: deflated })
    const { documents } = behind((c) =>
      talk(c.send('server', compressed)).send('server', compressed).send('server', compressed),
    )
    expect(texts(documents)).toEqual([
      ['server', 'four'],
      ['server', 'Hello'],
      ['server', 'Hello'],
    ])
    expect(documents.filter((each) => each['websocket.anomaly'] !== undefined)).toEqual([])
  })

  test('whose continued message began before says nothing of a violation', () => {
    const { documents } = behind((c) => talk(c).send('client', clientFrame({ opcode: 0, payload: 'end' })))
    expect(documents).toMatchObject([{ 'websocket.opcode': 0 }, { 'event.reason': 'end_of_input' }])
    expect(documents[0]).not.toHaveProperty('websocket.anomaly')
  })

  test('whose handshake the capture lost is found again by its frames', () => {
    const c = new Conversation().open().send('client', upgradeRequest()).lose('server', upgradeResponse().length)
    talk(talk(talk(talk(c)))).finish()
    const { documents } = decodePackets(c.packets)
    expect(texts(documents).length).toBeGreaterThan(0)
    expect(documents.every((each) => each['websocket.connection.confidence'] !== undefined)).toBe(true)
  })
})

/** RFC 8446 section 5.2: application data. */
const record = (first: number): Buffer => Buffer.from([0x17, 3, 3, 0, 5, first, 2, 3, 4, 5])

describe('left alone is', () => {
  test.each([
    {
      name: 'one side alone',
      say: (c: Conversation) => ['a', 'b', 'c', 'd'].map((each) => c.send('client', text(each))),
    },
    {
      name: 'a frame from each side',
      say: (c: Conversation) => c.send('client', text('a')).send('server', answer('b')),
    },
    {
      name: 'a connection of which both sides mask',
      say: (c: Conversation) => ['a', 'b', 'c'].map((each) => c.send('client', text(each)).send('server', text(each))),
    },
    {
      name: 'lines of text',
      say: (c: Conversation) =>
        ['EHLO a', 'MAIL', 'QUIT'].map((each) => c.send('client', each).send('server', `250 ${each}`)),
    },
    {
      name: 'TLS',
      say: (c: Conversation) =>
        [record(1), record(2), record(3)].map((each) => c.send('client', each).send('server', each)),
    },
    {
      name: 'what has not looked like frames for long',
      say: (c: Conversation) => {
        for (let n = 0; n < 100; n++) c.send('client', 'hello').send('server', 'world')
        talk(talk(c))
      },
    },
  ])('$name', ({ say }) => {
    const { documents, counters } = behind(say)
    expect([documents, counters.recognisedConnections]).toEqual([[], 0])
  })

  test('a connection that was seen from its beginning and speaks no HTTP', () => {
    const { documents } = decodePackets(talk(talk(new Conversation().open())).packets)
    expect(documents).toEqual([])
  })
})

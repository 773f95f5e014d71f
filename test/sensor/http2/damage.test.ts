// HTTP/2 that is cut, damaged or wrong: what can be read is read, the rest is counted.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodePackets, ofKind } from '../decode.ts'
import { Conversation, clientFrame, encodeFrame } from '../packets.ts'
import { askFields, dataFrame, headerBlock, headersFrame, http2Frame, paddedData, preface, settings } from './bytes.ts'

const text = (payload: string): Buffer => clientFrame({ opcode: 1, payload })
const open = Buffer.concat([Buffer.from(preface), settings(), headersFrame(1, askFields('/chat'))])
const accepted = Buffer.concat([settings(), headersFrame(1, { ':status': '200' })])

type Said = readonly (readonly ['client' | 'server', Uint8Array | string])[]

const talk = (said: Said): Conversation => {
  const conversation = new Conversation().open()
  for (const [side, bytes] of said) conversation.send(side, bytes)
  return conversation
}

const decode = (said: Said) => decodePackets(talk(said).finish().packets)

const texts = ({ documents }: ReturnType<typeof decode>) =>
  ofKind(documents, 'message').map((event) => event['websocket.payload.text'])

describe('a WebSocket is read', () => {
  test('with what the client sends before it is answered', () => {
    const early = Buffer.concat([open, dataFrame(1, text('early'))])
    expect(
      texts(
        decode([
          ['client', early],
          ['server', accepted],
        ]),
      ),
    ).toEqual(['early'])
  })

  test('whose frames lie across DATA frames, with padding between', () => {
    const frame = text('across')
    const parts = [
      paddedData(1, frame.subarray(0, 3), 5),
      paddedData(1, frame.subarray(3, 4), 0),
      dataFrame(1, frame.subarray(4)),
    ]
    expect(
      texts(
        decode([
          ['client', open],
          ['server', accepted],
          ['client', Buffer.concat(parts)],
        ]),
      ),
    ).toEqual(['across'])
  })

  test('whose headers go on in CONTINUATION frames, behind an informational answer', () => {
    const block = headerBlock(askFields('/chat'))
    const asked = [
      Buffer.from(preface),
      settings(),
      http2Frame(1, 0x28, 1, Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 16]), block.subarray(0, 20), Buffer.alloc(2)])),
      http2Frame(9, 0, 1, block.subarray(20, 30)),
      http2Frame(9, 4, 1, block.subarray(30)),
    ]
    const answered = Buffer.concat([headersFrame(1, { ':status': '103' }), accepted])
    expect(
      texts(
        decode([
          ['client', Buffer.concat(asked)],
          ['server', answered],
          ['client', dataFrame(1, text('in'))],
        ]),
      ),
    ).toEqual(['in'])
  })

  test('behind an upgrade from HTTP/1.1', () => {
    const upgrade =
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n'
    const found = decode([
      ['client', upgrade],
      ['server', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
      ['server', Buffer.concat([settings(), headersFrame(1, { ':status': '200' }, 5)])],
      ['client', Buffer.concat([Buffer.from(preface), settings(), headersFrame(3, askFields('/chat'))])],
      ['server', headersFrame(3, { ':status': '200' })],
      ['client', dataFrame(3, text('in'))],
    ])
    expect(texts(found)).toEqual(['in'])
  })

  test('on beyond bytes of a message that are missing', () => {
    const conversation = talk([
      ['client', open],
      ['server', accepted],
    ])
    const long = dataFrame(1, text('x'.repeat(500)))
    conversation.send('client', long.subarray(0, 100)).lose('client', 200).send('client', long.subarray(300))
    conversation.send('client', dataFrame(1, text('next')))
    const found = decodePackets(conversation.finish().packets)
    expect(texts(found).at(-1)).toBe('next')
    expect(found.counters).toMatchObject({ gaps: 1, gapBytes: 200, undecodedBytes: 0 })
  })

  test('of one side beyond a gap that hides a frame of the other', () => {
    const conversation = talk([
      ['client', open],
      ['server', accepted],
      ['client', dataFrame(1, text('before'))],
    ])
    conversation.lose('client', 50).send('client', dataFrame(1, text('behind')))
    conversation.send('server', dataFrame(1, encodeFrame({ opcode: 1, payload: 'still here' })))
    const found = decodePackets(conversation.finish().packets)
    expect(texts(found)).toEqual(['before', 'still here'])
    expect(found.counters.undecodedBytes).toBeGreaterThan(0)
  })
})

describe('is counted and passed over', () => {
  test.each([
    { name: 'padding longer than its frame', frame: http2Frame(0, 8, 1, Buffer.from([9, 1, 2])) },
    { name: 'a continuation of nothing', frame: http2Frame(9, 4, 1, 'abc') },
    { name: 'a frame longer than any that is kept', frame: http2Frame(250, 0, 1, Buffer.alloc(70_000 - 9)) },
    { name: 'a header block that cannot be read', frame: http2Frame(1, 4, 5, Buffer.from([0xff])) },
    { name: 'headers that are all padding', frame: http2Frame(1, 0xc, 5, Buffer.from([9])) },
  ])('$name', ({ frame }) => {
    const conversation = talk([
      ['client', open],
      ['server', accepted],
    ])
    for (let at = 0; at < frame.length; at += 1400) conversation.send('client', frame.subarray(at, at + 1400))
    conversation.send('client', dataFrame(1, text('goes on')))
    const found = decodePackets(conversation.finish().packets)
    expect(found.counters.badHttp2Frames).toBe(1)
    expect(texts(found)).toEqual(['goes on'])
  })

  test('what is no WebSocket, or more of them than anyone has', () => {
    const plain = headersFrame(1, { ':method': 'GET', ':path': '/', ':scheme': 'http' })
    const other = headersFrame(3, { ...askFields('/'), ':protocol': 'connect-udp' })
    const many = Array.from({ length: 1001 }, (_, i) => headersFrame(5 + 2 * i, askFields('/')))
    const conversation = talk([['client', Buffer.concat([Buffer.from(preface), plain, other])]])
    for (const frame of many) conversation.send('client', frame)
    const found = decodePackets(conversation.packets)
    expect(ofKind(found.documents, 'handshake')).toHaveLength(1000)
    expect(found.counters).toMatchObject({ evictedConnections: 1, keptBytes: 0 })
  })
})

describe('law', () => {
  const whole: Said = [
    ['client', Buffer.concat([open, dataFrame(1, text('early'))])],
    ['server', Buffer.concat([accepted, dataFrame(1, encodeFrame({ opcode: 1, payload: 'hello' }))])],
    ['client', Buffer.concat([paddedData(1, text('padded'), 7), dataFrame(1, clientFrame({ opcode: 8 }), 1)])],
    ['server', dataFrame(1, encodeFrame({ opcode: 8 }), 1)],
  ]
  const saidOf = (found: ReturnType<typeof decode>) =>
    found.documents.map(
      ({ '@timestamp': _, 'event.duration': __, 'event.start': ___, 'event.end': ____, ...rest }) => rest,
    )
  const cutAt = fc.array(fc.nat({ max: 300 }), { maxLength: 20 }).map((all) => [...new Set(all)].sort((a, b) => a - b))

  test('the events are the same however the bytes are cut', () => {
    const expected = saidOf(decode(whole))
    expect(expected.length).toBeGreaterThan(6)
    fc.assert(
      fc.property(cutAt, (cuts) => {
        const conversation = new Conversation().open()
        for (const [side, bytes] of whole) conversation.send(side, bytes, cuts)
        expect(saidOf(decodePackets(conversation.finish().packets))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  test('damage anywhere never throws and leaves nothing kept', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(changes, cutAt, (all, cuts) => {
        const conversation = new Conversation().open()
        for (const [side, bytes] of whole) {
          const damaged = Buffer.from(bytes as Uint8Array)
          // The preface stays, so that it is HTTP/2 that is damaged.
          for (const [at, value] of all) if (at >= 24 && at < damaged.length) damaged[at] = value
          conversation.send(side, damaged, cuts)
        }
        expect(decodePackets(conversation.finish().packets).counters.keptBytes).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})

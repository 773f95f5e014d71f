// Laws of the sensor: what it says does not depend on how bytes, segments and files are cut, and no input breaks it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../src/sensor/frame.ts'
import { Payload } from '../../src/sensor/payload.ts'
import { RecentSegments } from '../../src/sensor/recent-segments.ts'
import { Stream } from '../../src/sensor/stream.ts'
import { sequencesIn, timesIn } from '../rows.ts'
import { decodeCapture, decodePackets } from '../sensor/decode.ts'
import {
  type Captured,
  Conversation,
  clientFrame,
  encodeFrame,
  type FrameParts,
  flags,
  upgradeRequest,
  upgradeResponse,
  writePcap,
} from '../sensor/packets.ts'

const mask = fc.option(fc.tuple(byte(), byte(), byte(), byte()), { nil: undefined })

function byte() {
  return fc.nat({ max: 255 })
}

const frame: fc.Arbitrary<FrameParts & { payload: Uint8Array }> = fc.record({
  opcode: fc.nat({ max: 15 }),
  fin: fc.boolean(),
  rsv: fc.nat({ max: 7 }),
  mask,
  payload: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 126, maxLength: 300 })),
})

const cuts = fc.array(fc.nat({ max: 4000 }), { maxLength: 30 }).map((all) => [...all].sort((a, b) => a - b))

/** The bytes in pieces. */
function pieces(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.filter((place) => place < bytes.length), bytes.length]
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

function decodeFrames(all: readonly Buffer[]): FrameParts[] {
  const found: FrameParts[] = []
  const sink = {
    frame({ opcode, fin, rsv, masked, key, payload, payloadStart, payloadLength }: FrameDecoder) {
      const bytes = new Payload(payload, payloadStart, payloadLength, key, false).bytes()
      const bytesOfMask = masked ? [0, 8, 16, 24].map((shift) => (key >>> shift) & 255) : undefined
      found.push({ opcode, fin, rsv, mask: bytesOfMask, payload: Uint8Array.from(bytes) })
    },
  }
  const decoder = new FrameDecoder(sink, 1 << 20, () => {})
  for (const bytes of all) decoder.push(bytes, 0, bytes.length)
  return found
}

describe('frames', () => {
  test('are what was encoded, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, places) => {
        const bytes = Buffer.concat(frames.map(encodeFrame))
        expect(decodeFrames(pieces(bytes, places))).toEqual(frames)
      }),
    )
  })
})

describe('streams', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz'
  const segment = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 12 }))

  test('give every byte once and in order, whatever is repeated or out of order', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 40 }), fc.integer(), (segments, start) => {
        let delivered = ''
        const receiver = {
          data: (bytes: Buffer, from: number, to: number) => {
            delivered += bytes.toString('latin1', from, to)
          },
          gap: () => expect.unreachable(),
          differs: () => expect.unreachable(),
        }
        const bounds = { gapBytes: 1000, gapSegments: 1000 }
        const stream = new Stream(receiver, { bounds, recent: new RecentSegments(1000), charge: () => {} })
        stream.startAt(start | 0)
        // One byte after the other at the end fills what the segments left open.
        const rest = Array.from(text, (_, index): [number, number] => [index, 1])
        for (const [offset, length] of [...segments, ...rest]) {
          const bytes = Buffer.from(text.slice(offset, offset + length))
          stream.segment((start + offset) | 0, bytes, 0, bytes.length, 0)
        }
        expect(delivered).toBe(text)
      }),
    )
  })
})

/** A connection with compression, fragments, both sides' frames and a close. */
const sample = (): Conversation => {
  const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
  return new Conversation()
    .upgrade(upgradeRequest('/chat?room=4', { ...offer, Origin: 'https://app.example.com' }), upgradeResponse(offer))
    .send('client', clientFrame({ opcode: 1, payload: 'grüezi mitenand' }))
    .send(
      'server',
      encodeFrame({ opcode: 1, rsv: 4, payload: Buffer.from([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]) }),
    )
    .send('server', encodeFrame({ opcode: 1, rsv: 4, payload: Buffer.from([0xf2, 0x00, 0x11, 0x00, 0x00]) }))
    .send('client', clientFrame({ opcode: 2, fin: false, payload: 'x'.repeat(300) }))
    .send('client', clientFrame({ opcode: 9, payload: 'ping' }))
    .send('client', clientFrame({ opcode: 0, payload: 'y'.repeat(70) }))
    .send('server', encodeFrame({ opcode: 8, payload: Buffer.from([3, 232]) }))
    .send('client', clientFrame({ opcode: 8, payload: Buffer.from([3, 232]) }))
    .finish()
}

const samplePackets = sample().packets
const sampleCapture = writePcap(samplePackets)
const sampleEvents = decodeCapture(sampleCapture).documents

describe('captures', () => {
  test('give the same events however the file is cut', () => {
    fc.assert(
      fc.property(cuts, (places) => {
        const cut = decodeCapture(
          sampleCapture,
          places.filter((place) => place < sampleCapture.length),
        )
        expect(cut.documents).toEqual(sampleEvents)
      }),
      { numRuns: 30 },
    )
  })

  /** What was said, without the times and totals that a different capture may have. */
  const said = (packets: readonly Captured[]) =>
    decodePackets(packets)
      .documents.filter(
        (document) => document['websocket.payload.bytes'] !== undefined || document['websocket.message.type'],
      )
      .map(({ '@timestamp': _, 'event.sequence': __, ...rest }) => rest)

  test('give the same frames and messages however the segments are cut', () => {
    const payloads = ['grüezi', 'x'.repeat(130), '', 'end'].map((payload) => clientFrame({ opcode: 1, payload }))
    const stream = Buffer.concat(payloads)
    const whole = said(new Conversation().upgrade().send('client', stream).finish().packets)
    fc.assert(
      fc.property(cuts, (places) => {
        const distinct = [...new Set(places)]
        expect(said(new Conversation().upgrade().send('client', stream, distinct).finish().packets)).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  test('give the same frames and messages when segments are sent again or come late', () => {
    const stream = Buffer.concat(
      Array.from({ length: 9 }, (_, index) => clientFrame({ opcode: 1, payload: `message ${index}` })),
    )
    const whole = said(new Conversation().upgrade().send('client', stream).packets)
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 })
    fc.assert(
      fc.property(order, fc.array(fc.nat({ max: 9 }), { maxLength: 10 }), (places, again) => {
        const conversation = new Conversation().upgrade()
        for (const place of [...again, ...places]) {
          const at = place * 12
          conversation.add('client', flags.ack, stream.subarray(at, place === 9 ? stream.length : at + 14), at)
        }
        expect(said(conversation.packets)).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })
})

describe('damage', () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: sampleCapture.length - 1 }), byte()), { minLength: 1, maxLength: 20 })

  test('anywhere in a capture never throws, and events stay in order with nothing left kept', () => {
    fc.assert(
      fc.property(damage, fc.nat({ max: sampleCapture.length }), (changes, length) => {
        const bytes = Buffer.from(sampleCapture)
        for (const [at, value] of changes) bytes[at] = value
        const { batch, counters, documents } = decodeCapture(bytes.subarray(0, length))
        expect(timesIn(batch)).toEqual(timesIn(batch).toSorted((a, b) => a - b))
        expect(sequencesIn(batch)).toEqual(sequencesIn(batch).map((_, index) => index))
        expect([counters.keptBytes, counters.openConnections]).toEqual([0, 0])
        expect(() => JSON.stringify(documents)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  test('in what is sent never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.boolean(), (all, fromClient) => {
        const conversation = new Conversation().upgrade()
        for (const bytes of all) conversation.send(fromClient ? 'client' : 'server', bytes)
        expect(decodePackets(conversation.finish().packets).counters.keptBytes).toBe(0)
      }),
    )
  })

  test('in HTTP never throws', () => {
    const head = fc.constantFrom(
      'GET / HTTP/1.1\r\n',
      'Upgrade: websocket\r\n',
      'Transfer-Encoding: chunked\r\n',
      '\r\n',
      '5\r\n',
      'HTTP/1.1 101 X\r\n',
      'HTTP/1.1 200 OK\r\n',
      'Content-Length: 3\r\n',
      ':',
      'abc',
    )
    const said = fc.array(fc.tuple(fc.constantFrom('client' as const, 'server' as const), head), { maxLength: 30 })
    fc.assert(
      fc.property(said, (all) => {
        const conversation = new Conversation().open()
        for (const [side, text] of all) conversation.send(side, text)
        expect(decodePackets(conversation.finish().packets).counters.keptBytes).toBe(0)
      }),
    )
  })
})

// The features of frames: against a plain computation of each, however TCP cuts the bytes, and on real captures.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeatureName, featureFields, featureName } from '../../../src/event/feature-schema.ts'
import type { EventDocument } from '../../../src/event/value.ts'
import { decodeFeatures, ofKind } from '../decode.ts'
import { Conversation, clientFrame, encodeFrame, upgradeRequest, upgradeResponse, writePcap } from '../packets.ts'
import { plainFeatures } from './plain.ts'
import { conversationOf, frameStream } from './streams.ts'

type Values = Partial<Record<FeatureName, number>>

const featuresOf = (document: EventDocument): Values =>
  Object.fromEntries(
    featureFields.flatMap((field) => (field in document ? [[featureName(field), document[field]]] : [])),
  ) as Values

const framesOf = (conversation: Conversation): Values[] =>
  ofKind(decodeFeatures(writePcap(conversation.packets)).documents, 'frame').map(featuresOf)

/** Nulls left out, and no more digits than two ways to compute a value agree on. */
const rounded = (values: Readonly<Record<string, number | null | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, Number((value + 0).toPrecision(7)) + 0]],
    ),
  )

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b))

test('there are 43', () => {
  expect(featureFields.length).toBe(43)
})

test('each feature of each frame is what its definition says', () => {
  fc.assert(
    fc.property(frameStream, (frames) => {
      const found = framesOf(conversationOf(frames))
      const plain = plainFeatures(frames)
      expect(found.length).toBe(plain.length)
      for (const [i, values] of plain.entries()) {
        for (const [name, value] of Object.entries(values)) {
          const own = found[i]![name as FeatureName] ?? null
          if (own !== value && !(own !== null && value !== null && near(own, value)))
            expect({ frame: i, name, value: own }).toEqual({ frame: i, name, value })
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('how TCP cuts the bytes changes nothing but how many frames a packet completes', () => {
  fc.assert(
    fc.property(frameStream, fc.integer({ min: 1, max: 7 }), (frames, size) => {
      const pieces = (bytes: Buffer): Buffer[] =>
        Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
      const small = frames.filter(({ payload }) => payload.length < 200)
      expect(framesOf(conversationOf(small, pieces))).toEqual(framesOf(conversationOf(small)))
    }),
    { numRuns: 60 },
  )
})

test('frames of one packet are counted', () => {
  const frame = clientFrame({ opcode: 1, payload: 'x' })
  const conversation = new Conversation().upgrade().send('client', Buffer.concat([frame, frame, frame]))
  expect(framesOf(conversation.send('client', frame)).map((one) => one.fs_frames_in_segment)).toEqual([1, 2, 3, 1])
})

test('a missing piece closes the message that was open', () => {
  const conversation = new Conversation()
    .upgrade()
    .send('client', clientFrame({ opcode: 1, payload: 'a', fin: false }))
    .lose('client', 50_000)
    .send('client', clientFrame({ opcode: 0, payload: 'b', fin: true }))
    .wait(1)
    .send('server', encodeFrame({ opcode: 1, payload: 'ok' }))
    .finish()
  const after = framesOf(conversation).filter(({ op_code }) => op_code === 0)
  expect(after.every(({ fg_state_illegal, fg_index }) => fg_state_illegal === 1 && fg_index === undefined)).toBe(true)
})

describe('compressed messages', () => {
  const extension = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
  const text = '{"a":"<script>"}'.repeat(10)
  const compressed = deflateRawSync(text, { finishFlush: 2 }).subarray(0, -4)
  const upgraded = () => new Conversation().upgrade(upgradeRequest('/', extension), upgradeResponse(extension))

  test('say after inflation what the same message says uncompressed', () => {
    const [first, second] = framesOf(
      upgraded()
        .send('client', clientFrame({ opcode: 1, payload: text }))
        .send('client', clientFrame({ opcode: 1, payload: compressed, rsv: 4 })),
    )
    for (const name of ['pl_entropy', 'pl_token_score', 'pl_b64_run', 'pl_utf8_state'] as const)
      expect([name, second![name]]).toEqual([name, first![name]])
    expect(second).toMatchObject({ pl_simhash_dist: 0, fs_rsv_bits: 4, fs_rsv_illegal: 0 })
    expect(second!.pl_inflate_ratio).toBeCloseTo(text.length / compressed.length)
  })

  test('say all of it with their last frame', () => {
    const [first, ping, last] = framesOf(
      upgraded()
        .send('client', clientFrame({ opcode: 1, payload: compressed.subarray(0, 5), rsv: 4, fin: false }))
        .send('client', clientFrame({ opcode: 9, payload: 'p' }))
        .send('client', clientFrame({ opcode: 0, payload: compressed.subarray(5) })),
    )
    expect([first!.pl_entropy, first!.pl_inflate_ratio]).toEqual([undefined, undefined])
    expect(ping!.pl_inflate_ratio).toBe(1)
    expect(last!.pl_token_score).toBeGreaterThan(0)
    expect(last!.pl_inflate_ratio).toBeCloseTo(text.length / compressed.length)
  })

  test('that cannot be inflated have no ratio and no content', () => {
    const [frame] = framesOf(upgraded().send('client', clientFrame({ opcode: 1, payload: '\xff\xff\xff', rsv: 4 })))
    expect(frame).not.toHaveProperty('pl_inflate_ratio')
    expect(frame).not.toHaveProperty('pl_entropy')
    expect(frame).toMatchObject({ fs_len: 6, op_pong_unsolicited: 0, fs_ctrl_illegal: 0 })
  })

  test('RSV1 is illegal on a control frame all the same', () => {
    const [frame] = framesOf(upgraded().send('client', clientFrame({ opcode: 9, rsv: 4 })))
    expect(frame!.fs_rsv_illegal).toBe(4)
  })
})

const data = process.env['TRIPLINE_DATA'] ?? ''
if (data === '') console.warn('SKIPPED: set TRIPLINE_DATA to hold the features against real captures.')

/** By an independent decoder: capture, which of its frames, and what they have. */
// biome-ignore format: table
const checks: readonly (readonly [capture: string, frame: number, side: string, values: Values])[] = [
  ['zeek/two-binary-fragments.pcap', 0, 'server', { op_code: 9, fg_fin: 1, fs_len: 4, pl_entropy: 1.5, pl_printable: 1, pl_meta_density: 0, pl_inflate_ratio: 1 }],
  ['zeek/two-binary-fragments.pcap', 1, 'client', { op_code: 2, fg_fin: 1, fs_len: 11, pl_entropy: 2.8454, pl_printable: 1, pl_meta_density: 0, tm_iat: 0.010342, pl_inflate_ratio: 1 }],
  ['zeek/two-binary-fragments.pcap', 1, 'server', { op_code: 2, fg_fin: 0, fs_len: 5, fg_index: 0, pl_entropy: 1.9219, pl_printable: 1, tm_iat: 0.010856 }],
  ['zeek/two-binary-fragments.pcap', 2, 'server', { op_code: 0, fg_fin: 1, fs_len: 7, fg_index: 1, fg_msg_bytes: 12, fg_mean_len: 6, fs_frames_in_segment: 2, pl_entropy: 2.5216, tm_iat: 0 }],
  ['zeek/wstunnel-http.pcap', 0, 'client', { op_code: 2, fg_fin: 1, fs_len: 72, fs_mask_state: 1, pl_entropy: 4.7398, pl_printable: 1, pl_meta_density: 0.0278 }],
  ['zeek/wstunnel-http.pcap', 0, 'server', { op_code: 2, fg_fin: 1, fs_len: 409, pl_entropy: 5.2087, pl_printable: 1, pl_meta_density: 0.0856 }],
  ['zeek-topic/websocket_compressed.pcap', 0, 'client', { op_code: 1, fg_fin: 1, fs_len: 32, fs_rsv_bits: 4, fs_rsv_illegal: 0, pl_entropy: 3.4464, pl_printable: 1, pl_meta_density: 0, pl_inflate_ratio: 31.25 }],
]

test.skipIf(data === '').each(checks)('%s, frame %i of the %s', (capture, number, side, values) => {
  const frames = ofKind(decodeFeatures(readFileSync(join(data, 'pcaps', capture))).documents, 'frame')
  const found = featuresOf(frames.filter((one) => one['websocket.direction'] === side)[number]!)
  for (const [name, value] of Object.entries(values))
    expect([name, found[name as FeatureName]]).toEqual([name, expect.closeTo(value, 4)])
})

const oversized = join(data, 'pcaps/zeek/oversized-close-frame.pcapng')

test.skipIf(!existsSync(oversized))('a close of 258 bytes in the 64-bit form', () => {
  const frames = ofKind(decodeFeatures(readFileSync(oversized)).documents, 'frame').map(featuresOf)
  const close = frames.find(({ op_code, fs_len }) => op_code === 8 && fs_len === 258)!
  expect(close.fs_ctrl_illegal! & 1).toBe(1)
  expect(close.fs_len_form_excess).toBe(6)
})

const lateFrame = join(data, 'pcaps/zeek/http-websocket.pcap')

test.skipIf(!existsSync(lateFrame))('a frame of 593 bytes, behind its pause', () => {
  const frames = ofKind(decodeFeatures(readFileSync(lateFrame)).documents, 'frame').map(featuresOf)
  const found = frames.find(({ fs_len, fs_mask_state }) => fs_len === 593 && fs_mask_state === 0)!
  expect(rounded(found)).toMatchObject({ op_code: 2, fg_fin: 1, pl_printable: 1 })
  expect([found.pl_entropy, found.pl_meta_density, found.tm_iat]).toEqual(
    [5.0474, 0.0034, 0.121807].map((one) => expect.closeTo(one, 4)),
  )
})

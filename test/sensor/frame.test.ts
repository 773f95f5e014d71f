// The frame decoder: lengths, masks, cuts, gaps and bounds.
import { describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../src/sensor/frame.ts'
import { clientFrame, encodeFrame, exampleMask } from './packets.ts'

function open(payloadBytes = 1000) {
  const frames: { opcode: number; length: number; kept: string; key: number; headerLength: number }[] = []
  let charged = 0
  const sink = {
    frame: ({ opcode, length, payload, payloadStart, payloadLength, key, headerLength }: FrameDecoder) => {
      const kept = payload.toString('latin1', payloadStart, payloadStart + payloadLength)
      frames.push({ opcode, length, kept, key, headerLength })
    },
  }
  const decoder = new FrameDecoder(sink, payloadBytes, (bytes) => {
    charged += bytes
  })
  const push = (bytes: Buffer) => decoder.push(bytes, 0, bytes.length)
  return { decoder, frames, push, charged: () => charged }
}

describe('a frame', () => {
  test.each([
    { length: 0, bits: 7, header: 2 },
    { length: 125, bits: 7, header: 2 },
    { length: 126, bits: 16, header: 4 },
    { length: 65535, bits: 16, header: 4 },
    { length: 65536, bits: 64, header: 10 },
    { length: 5, bits: 64, header: 10 },
  ] as const)('of $length bytes with a $bits bit length is read', ({ length, bits, header }) => {
    const { frames, push } = open(1 << 20)
    push(encodeFrame({ opcode: 2, payload: 'x'.repeat(length), lengthBits: bits }))
    expect(frames).toMatchObject([{ opcode: 2, length, headerLength: header, kept: 'x'.repeat(length) }])
  })

  test('names its mask with the first byte lowest', () => {
    const { frames, push } = open()
    push(clientFrame({ opcode: 1, payload: 'abc' }))
    const [a, b, c, d] = exampleMask
    expect(frames[0]!.key >>> 0).toBe((a! | (b! << 8) | (c! << 16) | (d! << 24)) >>> 0)
  })

  test('longer than the bound is counted whole and kept in part', () => {
    const { frames, push, charged } = open(10)
    const bytes = encodeFrame({ opcode: 2, payload: '0123456789abcdef' })
    push(bytes.subarray(0, 8))
    push(bytes.subarray(8))
    expect(frames).toMatchObject([{ length: 16, kept: '0123456789' }])
    expect(charged()).toBe(0)
  })

  test('reserves memory for what came, not for what was announced', () => {
    const { push, charged } = open(1 << 20)
    push(Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3]))
    expect(charged()).toBeLessThanOrEqual(64)
  })
})

describe('a gap', () => {
  const frame = encodeFrame({ opcode: 2, payload: '0123456789' })
  const next = encodeFrame({ opcode: 1, payload: 'next' })

  test('within a payload cuts the frame and no other', () => {
    const { decoder, frames, push } = open()
    push(frame.subarray(0, 5))
    expect(decoder.gap(4)).toBe(true)
    push(Buffer.concat([frame.subarray(9), next]))
    expect(frames).toMatchObject([
      { length: 10, kept: '012' },
      { length: 4, kept: 'next' },
    ])
  })

  test('to the end of a payload completes the frame', () => {
    const { decoder, frames, push } = open()
    push(frame.subarray(0, 5))
    expect(decoder.gap(7)).toBe(true)
    push(next)
    expect(frames.map(({ kept }) => kept)).toEqual(['012', 'next'])
  })

  test.each([
    { name: 'beyond a payload', before: frame.subarray(0, 5), length: 8 },
    { name: 'between frames', before: frame, length: 1 },
    { name: 'within a header', before: frame.subarray(0, 1), length: 1 },
  ])('$name loses the place', ({ before, length }) => {
    const { decoder, push } = open()
    push(before)
    expect(decoder.gap(length)).toBe(false)
  })
})

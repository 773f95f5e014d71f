// Arbitrary streams of frames, and the conversation that carries them.
import fc from 'fast-check'
import { Conversation, encodeFrame, upgradeRequest, upgradeResponse } from '../packets.ts'
import type { PlainFrame } from './plain.ts'

const words = [
  'hello world', '{"type":"say","text":"', "' or 1=1--", '%3Cscript%3Ealert(1)', '\\u003cscript', 'union  Select', ' ', 'ü€😀',
  'ann@example.com', 'AKIAIOSFODNN7EXAMPLE', '4111 1111 1111 1111,', 'DE89370400440532013000', '-----BEGIN KEY', 'aGVsbG8gd29ybGQ=',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '/etc/passwd', '{{7*7}}', '\n', '%', '\\', '%2', '=',
] // biome-ignore format: one list

const text = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => Buffer.from(parts.join(' ')))
const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const long = fc
  .tuple(fc.constantFrom('a', '"', 'é'), fc.integer({ min: 120, max: 5000 }))
  .map(([one, n]) => Buffer.from(one.repeat(n)))
const payload = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 4, arbitrary: octets },
  { weight: 1, arbitrary: long },
)
const close = fc
  .tuple(fc.constantFrom(999, 1000, 1005, 1008, 3000, 5000), octets)
  .map(([code, reason]) => Buffer.concat([Buffer.from([code >> 8, code & 255]), reason]))
const key = fc.oneof(
  fc.constantFrom([0, 0, 0, 0], [7, 7, 7, 7], [1, 2, 3, 4]),
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
)

const frame = fc
  .record({
    side: fc.constantFrom('client' as const, 'server' as const),
    opcode: fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 2, 8, 9, 10, 3, 11),
    fin: fc.boolean(),
    rsv: fc.constantFrom(0, 0, 0, 0, 1, 4),
    key,
    isRight: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    body: payload,
    closing: close,
    wide: fc.constantFrom(0, 0, 0, 1, 2),
    pauseUs: fc.constantFrom(0, 1, 40_000, 50_000, 100_000, 100_001, 1_500_000, 20_000_000),
  })
  .map(({ isRight, body, closing, wide, ...rest }) => ({
    ...rest,
    key: (rest.side === 'client') === isRight ? rest.key : null,
    payload: rest.opcode === 8 && body.length > 1 ? closing : body,
    wide,
  }))

/** Frames of both sides, with what they say and when. */
export const frameStream: fc.Arbitrary<readonly PlainFrame[]> = fc
  .array(frame, { minLength: 1, maxLength: 30 })
  .map((frames) => {
    let us = 0
    return frames.map(({ pauseUs, wide, ...rest }) => {
      us += pauseUs
      return { ...rest, at: us / 1e6, lengthBits: formOf(rest.payload.length, wide) }
    })
  })

function formOf(length: number, wide: number): 7 | 16 | 64 {
  const forms = [7, 16, 64] as const
  const least = length < 126 ? 0 : 1
  return forms[Math.min(2, least + wide)]!
}

export const bytesOf = ({ opcode, fin, rsv, key: mask, payload: body, lengthBits }: PlainFrame): Buffer =>
  encodeFrame({ opcode, fin, rsv, mask: mask ?? undefined, payload: body, lengthBits })

/** One packet for each frame, at its time; `cut` says where else a frame's bytes are cut. */
export function conversationOf(
  frames: readonly PlainFrame[],
  cut: (bytes: Buffer) => Buffer[] = (bytes) => [bytes],
): Conversation {
  const conversation = new Conversation({ stepUs: 0 }).upgrade(upgradeRequest('/'), upgradeResponse())
  const start = conversation.us
  for (const one of frames) {
    conversation.us = start + Math.round(one.at * 1e6)
    for (const piece of cut(bytesOf(one))) conversation.send(one.side, piece)
  }
  return conversation
}

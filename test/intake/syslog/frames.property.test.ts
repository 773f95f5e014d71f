// A connection's bytes, however they are cut → the same messages; and whatever bytes come, nothing is thrown.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameCutter, longestMessage } from '../../../src/intake/syslog/frames.ts'
import { readMessage } from '../../../src/intake/syslog/message.ts'

interface Cut {
  readonly messages: readonly string[]
  readonly lost: readonly string[]
}

/** `lengths`: of the pieces that the bytes come in, over and over. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Cut {
  const lost: string[] = []
  const cutter = new FrameCutter((reason, begin) => lost.push(`${reason}: ${hex(begin.subarray(0, 16))}`))
  const messages: Uint8Array[] = []
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const length = Math.max(1, lengths[piece % lengths.length]!)
    messages.push(...cutter.push(bytes.subarray(at, at + length)))
    at += length
  }
  messages.push(...cutter.end())
  return { messages: messages.map(hex), lost }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })

/** Bytes that framings are made of come often. */
const anyBytes = fc
  .array(fc.oneof(fc.constantFrom(...Buffer.from('<13>0 1234567890\n\0\r')), fc.nat(255)), { maxLength: 400 })
  .map((bytes) => Buffer.from(bytes))

const huge = fc
  .integer({ min: longestMessage - 3, max: longestMessage + 3 })
  .map((length) => Buffer.concat([Buffer.from('<13>'), Buffer.alloc(length - 4, 'x')]))

const text = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((drawn) => Buffer.from(`<13>${drawn.replace(/[\n\0]/g, ' ')}`))

const framed = fc.record({
  message: fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: huge }),
  framing: fc.constantFrom('octets', '\n', '\0', '\r\n'),
})

type Framed = typeof framed extends fc.Arbitrary<infer Value> ? Value : never

const written = ({ message, framing }: Framed): Buffer =>
  framing === 'octets'
    ? Buffer.concat([Buffer.from(`${message.length} `), message])
    : Buffer.concat([message, Buffer.from(framing)])

test('messages of all framings on one connection come out as they were put in, however their bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(framed, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 1 }),
      (all, lengths) => {
        const { messages, lost } = cut(Buffer.concat(all.map(written)), lengths)
        const whole = all.filter((each) => inFrame(each) <= longestMessage)
        expect(messages).toEqual(whole.map(({ message, framing }) => hex(message) + (framing === '\r\n' ? '0d' : '')))
        expect(lost.length).toBe(all.length - whole.length)
      },
    ),
    { numRuns: 200 },
  )
})

const inFrame = ({ message, framing }: Framed): number => message.length + (framing === '\r\n' ? 1 : 0)

test('any bytes give the same messages and the same losses in one piece and in many', () => {
  fc.assert(
    fc.property(anyBytes, cuts, (bytes, lengths) => {
      expect(cut(bytes, lengths)).toEqual(cut(bytes, [bytes.length]))
    }),
    { numRuns: 2000 },
  )
})

test('a header and a text are found in any bytes, the text within them', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyBytes, text),
      fc.constantFrom('', '<13>', '<13>Nov 22 13:04:05 ', '<13>1 - - - - - [', '<13>2026-11-22T13:04:05Z '),
      (bytes, begin) => {
        const message = Buffer.concat([Buffer.from(begin), bytes])
        const { start, end } = readMessage(message, { us: 0, zoneMinutes: 60 })
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(message.length)
      },
    ),
    { numRuns: 2000 },
  )
})

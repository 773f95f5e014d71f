// Where frames begin again behind a loss: what is evidence, how much of it is enough, and what misleads nobody.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Resynchroniser } from '../../src/sensor/resynchroniser.ts'
import { clientFrame, encodeFrame } from './packets.ts'

/** Segments one behind the other: where frames begin in the last. */
function find(segments: readonly Buffer[], { fromClient = true, allowsCompression = false } = {}) {
  const search = new Resynchroniser(fromClient, allowsCompression)
  const found = segments.map((bytes) => search.find(bytes, 0, bytes.length))
  return { at: found.at(-1), all: found, confidence: search.confidence }
}

const frame = clientFrame({ opcode: 1, payload: 'hello' })
const ping = clientFrame({ opcode: 9 })
const long = clientFrame({ opcode: 2, payload: 'x'.repeat(3000) })
const concat = (...all: readonly Buffer[]): Buffer => Buffer.concat(all)

describe('a segment', () => {
  test.each([
    { name: 'with a whole frame', bytes: frame, at: 0 },
    { name: 'with whole frames', bytes: concat(frame, ping, frame), at: 0 },
    { name: 'with a whole frame and the beginning of another', bytes: concat(frame, long.subarray(0, 500)), at: 0 },
    { name: 'with two frames and a part of a header', bytes: concat(frame, ping, long.subarray(0, 3)), at: 0 },
    { name: 'with the beginning of a frame', bytes: long.subarray(0, 500), at: -1 },
    { name: 'with a frame and something else', bytes: concat(frame, Buffer.from('GET')), at: -1 },
    { name: 'of the other side', bytes: encodeFrame({ opcode: 1, payload: 'a' }), at: -1 },
    { name: 'with a reserved opcode', bytes: clientFrame({ opcode: 3, payload: 'a' }), at: -1 },
    { name: 'with a compressed frame, where none was agreed on', bytes: clientFrame({ opcode: 1, rsv: 4 }), at: -1 },
    { name: 'with a long control frame', bytes: clientFrame({ opcode: 9, payload: 'x'.repeat(126) }), at: -1 },
    {
      name: 'with a length in too many bytes',
      bytes: clientFrame({ opcode: 1, payload: 'a', lengthBits: 16 }),
      at: -1,
    },
    { name: 'of text', bytes: Buffer.from('the tail of a payload'), at: -1 },
    { name: 'of one byte', bytes: Buffer.from([0x81]), at: -1 },
  ])('$name: frames begin at $at', ({ bytes, at }) => {
    expect(find([bytes]).at).toBe(at)
  })

  test('with a compressed frame counts where compression was agreed on', () => {
    expect(find([clientFrame({ opcode: 1, rsv: 4, payload: 'abc' })], { allowsCompression: true }).at).toBe(0)
  })
})

describe('a frame over several segments', () => {
  test('is followed to the next, which makes it sure', () => {
    const bytes = concat(long, frame, frame)
    const segments = [bytes.subarray(0, 1000), bytes.subarray(1000, 2000), bytes.subarray(2000)]
    expect(find(segments).all).toEqual([-1, -1, long.length - 2000])
  })

  test('that ends with a segment is sure at its end', () => {
    expect(find([long.subarray(0, 2000), long.subarray(2000)]).all).toEqual([-1, long.length - 2000])
  })

  test('that was none is let go for a segment that speaks for itself', () => {
    const liar = clientFrame({ opcode: 2, payload: 'x'.repeat(60_000) }).subarray(0, 100)
    expect(find([liar, frame, frame]).all).toEqual([-1, 0, 0])
  })

  test('is forgotten where more is missing', () => {
    const search = new Resynchroniser(true, false)
    search.find(long, 0, 2000)
    search.forget()
    expect(search.find(long, 2000, long.length)).toBe(-1)
  })
})

describe('confidence', () => {
  test.each([
    { name: 'a frame in its own segment', bytes: frame, confidence: 0.9997 },
    { name: 'two headers', bytes: concat(frame, long.subarray(0, 500)), confidence: 0.999 },
    { name: 'many frames', bytes: concat(...Array.from({ length: 20 }, () => frame)), confidence: 0.9999 },
  ])('of $name is $confidence', ({ bytes, confidence }) => {
    expect(find([bytes]).confidence).toBe(confidence)
  })

  test('is what random bytes bear out: about one segment in four thousand looks like frames', () => {
    const segments = 20_000
    const random = fc.sample(fc.uint8Array({ minLength: 20, maxLength: 120 }), { seed: 1, numRuns: segments })
    const misled = random.filter((bytes) => find([Buffer.from(bytes)]).at !== -1)
    expect(misled.length).toBeLessThan((segments / 1024) * 2)
  })
})

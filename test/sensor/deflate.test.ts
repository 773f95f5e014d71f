// Messages under permessage-deflate: windows, ends of streams, what can be read after a loss.
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type DeflateSettings, Inflater } from '../../src/sensor/deflate.ts'

const whole: DeflateSettings = { takeover: true, windowBits: 15 }

const inflater = (settings: Partial<DeflateSettings> = {}, limit = 1 << 20): Inflater =>
  new Inflater({ ...whole, ...settings }, limit, () => {})

/** RFC 7692 section 7.2.1. */
const deflate = (text: string | Buffer, dictionary?: Buffer): Buffer =>
  deflateRawSync(text, { finishFlush: 2, ...(dictionary && { dictionary }) }).subarray(0, -4)

const read = (by: Inflater, message: Buffer): string => {
  const result = by.inflate(message)
  return result.kind === 'ok' ? result.bytes.toString() : result.kind
}

describe('the examples of RFC 7692', () => {
  test.each([
    { section: '7.2.3.1', messages: ['f248cdc9c90700'] },
    { section: '7.2.3.2, a shared window', messages: ['f248cdc9c90700', 'f200110000'] },
    { section: '7.2.3.3, no compression', messages: ['000500faff48656c6c6f00'] },
    { section: '7.2.3.4, a last block', messages: ['f348cdc9c9070000'] },
    { section: '7.2.3.5, two blocks', messages: ['f24805000000ffffcac9c90700'] },
  ])('section $section', ({ messages }) => {
    const by = inflater()
    for (const message of messages) expect(read(by, Buffer.from(message, 'hex'))).toBe('Hello')
  })
})

describe('what goes on behind a last block', () => {
  const last = (text: string): Buffer => deflateRawSync(text)

  test('belongs to the message', () => {
    expect(read(inflater(), Buffer.concat([last('one '), last('two '), deflate('three')]))).toBe('one two three')
  })

  test('counts towards the limit', () => {
    const message = Buffer.concat([last('x'.repeat(600)), last('y'.repeat(600))])
    expect(read(inflater({}, 1000), message)).toBe('limit')
  })

  test('is bounded', () => {
    expect(read(inflater(), Buffer.concat(Array.from({ length: 1000 }, () => last(''))))).toBe('error')
  })
})

describe('after a message that cannot be read', () => {
  const text = 'the quick brown fox jumps over the lazy dog'
  const broken = Buffer.from([0xff, 0xff, 0xff])

  test('what refers to it is lost, what does not is read, and what refers to that too', () => {
    const by = inflater()
    expect(read(by, deflate(text))).toBe(text)
    expect(read(by, broken)).toBe('error')
    expect(read(by, deflate(text, Buffer.from(text)))).toBe('lost')
    expect(read(by, deflate('fresh words'))).toBe('fresh words')
    expect(read(by, deflate('fresh words again', Buffer.from('fresh words')))).toBe('fresh words again')
  })

  test('a fault is told as one again once the whole window is known', () => {
    const by = inflater({ windowBits: 9 })
    by.lose()
    expect(read(by, deflate('a'.repeat(600)))).toBe('a'.repeat(600))
    expect(read(by, broken)).toBe('error')
  })

  test('nothing is lost where no window is shared', () => {
    const by = inflater({ takeover: false })
    expect([read(by, broken), read(by, deflate(text)), read(by, broken)]).toEqual(['error', text, 'error'])
  })
})

test('a bomb costs no more than its limit', () => {
  const kept: number[] = []
  const by = new Inflater(whole, 1000, (bytes) => kept.push(bytes))
  expect(by.inflate(deflate(Buffer.alloc(1 << 24))).kind).toBe('limit')
  expect(kept.reduce((sum, bytes) => sum + bytes, 0)).toBe(0)
})

test('no more of the window is kept than was agreed', () => {
  let kept = 0
  const by = new Inflater({ takeover: true, windowBits: 10 }, 1 << 20, (bytes) => {
    kept += bytes
  })
  by.inflate(deflate('x'.repeat(5000)))
  expect(kept).toBe(1024)
})

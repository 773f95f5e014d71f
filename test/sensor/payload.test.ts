// Payloads: unmasking, UTF-8, and cuts that do not tear characters.
import { describe, expect, test } from 'vitest'
import { Payload } from '../../src/sensor/payload.ts'
import { Scratch } from '../../src/sensor/scratch.ts'
import { exampleMask } from './packets.ts'

const key = exampleMask.reduce((all, byte, index) => all | (byte << (index * 8)), 0)
const masked = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ exampleMask[index & 3]!))

describe('unmasking', () => {
  test.each([0, 1, 3, 4, 5, 31, 4097])('gives back %i bytes, wherever they lie', (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 7) & 255))
    for (const before of [0, 1, 2, 3]) {
      const from = Buffer.concat([Buffer.alloc(before), masked(bytes), Buffer.alloc(3)])
      expect(new Payload(from, before, length, key, false).bytes().equals(bytes)).toBe(true)
    }
  })

  test.each([
    { text: 'plain', ascii: true },
    { text: 'plain text of more bytes', ascii: true },
    { text: 'grün', ascii: false },
    { text: 'in the tail ü', ascii: false },
  ])('says of $text that it is ASCII: $ascii', ({ text, ascii }) => {
    const bytes = Buffer.from(text)
    expect(new Scratch().load(masked(bytes), 0, bytes.length, key)).toBe(ascii)
  })
})

describe('text', () => {
  test.each([
    { name: 'ASCII', bytes: [0x61, 0x62], valid: true, text: 'ab' },
    { name: 'two bytes', bytes: [0xc3, 0xbc], valid: true, text: 'ü' },
    { name: 'a surrogate', bytes: [0xed, 0xa0, 0x80], valid: false, text: '\ufffd\ufffd\ufffd' },
    { name: 'an overlong slash', bytes: [0xc0, 0xaf], valid: false, text: '\ufffd\ufffd' },
    { name: 'half a character', bytes: [0x61, 0xc3], valid: false, text: 'a\ufffd' },
  ])('of $name is valid: $valid', ({ bytes, valid, text }) => {
    const payload = new Payload(Buffer.from(bytes), 0, bytes.length, 0, false)
    expect(payload.check(new Scratch(), false)).toBe(valid)
    expect(payload.text()).toBe(text)
  })

  test.each([
    { name: 'behind a character', text: 'aü', length: 3, kept: 'aü' },
    { name: 'within two bytes', text: 'aü', length: 2, kept: 'a' },
    { name: 'within three bytes', text: 'a€', length: 3, kept: 'a' },
    { name: 'within four bytes', text: 'a😀', length: 4, kept: 'a' },
    { name: 'behind four bytes', text: 'a😀b', length: 5, kept: 'a😀' },
  ])('cut $name is valid and whole', ({ text, length, kept }) => {
    const payload = new Payload(Buffer.from(text), 0, length, 0, true)
    expect(payload.check(new Scratch(), true)).toBe(true)
    expect(payload.text()).toBe(kept)
  })
})

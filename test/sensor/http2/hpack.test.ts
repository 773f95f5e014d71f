// Header blocks: what they say, what they remember, what is too much.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Hpack } from '../../../src/sensor/http2/hpack.ts'

const bounds = { listBytes: 10_000, tableBytes: 10_000 }
const hpack = (): Hpack => new Hpack(bounds, () => {})
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A field written out: not kept, without Huffman. RFC 7541 section 6.2.2. */
const literal = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)])

describe('the examples of RFC 7541', () => {
  const www = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ]

  test.each([
    {
      section: 'C.3, without Huffman',
      blocks: [
        '828684410f7777772e6578616d706c652e636f6d',
        '828684be58086e6f2d6361636865',
        '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
      ],
    },
    {
      section: 'C.4, with Huffman',
      blocks: [
        '828684418cf1e3c2e5f23a6ba0ab90f4ff',
        '828684be5886a8eb10649cbf',
        '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
      ],
    },
  ])('section $section', ({ blocks }) => {
    const by = hpack()
    expect(blocks.map((block) => by.decode(hex(block)))).toEqual([
      www,
      [...www, ['cache-control', 'no-cache']],
      [
        [':method', 'GET'],
        [':scheme', 'https'],
        [':path', '/index.html'],
        [':authority', 'www.example.com'],
        ['custom-key', 'custom-value'],
      ],
    ])
  })
})

describe('a block cannot be read', () => {
  test.each([
    { name: 'that names a field which nobody sent', block: 'be' },
    { name: 'that names field 0', block: '80' },
    { name: 'that ends within a name', block: '00 0a 61' },
    { name: 'that ends within a length', block: '00 7f' },
    { name: 'whose length has no end', block: '00 7f ff ff ff ff ff ff 01' },
    { name: 'whose Huffman code has no end', block: '00 81 00 00' },
    { name: 'whose Huffman code holds the end of string', block: '00 84 ff ff ff ff 00' },
    { name: 'that wants a table too large', block: '3f e1 ff 7f' },
  ])('$name, and none behind it', ({ block }) => {
    const by = hpack()
    expect(by.decode(hex(block))).toBeNull()
    expect(by.decode(hex('82'))).toBeNull()
  })

  test('that says more than the bound', () => {
    const block = Buffer.concat(Array.from({ length: 300 }, () => literal('a', 'b')))
    expect(hpack().decode(block)).toBeNull()
  })
})

describe('the table', () => {
  const kept = (name: string, value: string): Buffer => {
    const block = literal(name, value)
    block[0] = 0x40
    return block
  }

  test('forgets the oldest where it is full, and says what it keeps', () => {
    let charged = 0
    const by = new Hpack(bounds, (bytes) => {
      charged += bytes
    })
    by.decode(hex('3f 2d')) // 76 bytes: two fields of 33 + 5.
    by.decode(Buffer.concat([kept('one', '111'), kept('two', '222')]))
    by.decode(kept('six', '666'))
    expect(by.decode(hex('be bf'))).toEqual([
      ['six', '666'],
      ['two', '222'],
    ])
    expect(charged).toBe(76)
    expect(by.decode(hex('20'))).toEqual([])
    expect(charged).toBe(0)
  })

  test('is emptied by a field that is larger than all of it', () => {
    const by = hpack()
    by.decode(hex('3f 2d'))
    by.decode(kept('one', '111'))
    by.decode(kept('long', 'x'.repeat(60)))
    expect(by.decode(hex('be'))).toBeNull()
  })
})

test('any bytes are read without a throw, and nothing stays charged after a loss', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (blocks) => {
      let charged = 0
      const by = new Hpack(bounds, (bytes) => {
        charged += bytes
      })
      for (const block of blocks) by.decode(block)
      expect(charged).toBeLessThanOrEqual(4096)
      by.lose()
      expect(charged).toBe(0)
    }),
  )
})

// Pieces of IP packets: order, overlaps, impossible ones, and how long and how many are kept.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fragment, Fragments } from '../../src/sensor/fragments.ts'

interface Parts extends Partial<Fragment> {
  readonly data: string
}

function piece({ data, ...parts }: Parts): Fragment {
  const bytes = Buffer.from(data)
  return {
    version: 4,
    words: Int32Array.of(1, 0, 0, 0, 2, 0, 0, 0),
    id: 7,
    protocol: 6,
    offset: 0,
    isLast: false,
    bytes,
    start: 0,
    end: bytes.length,
    us: 0,
    ...parts,
  }
}

/** What came of the pieces, and the account of those that keep them. */
function assemble(pieces: readonly Parts[], limit = 1e6) {
  const fragments = new Fragments(limit)
  const whole = pieces.flatMap((parts) => fragments.add(piece(parts)) ?? [])
  return { whole: whole.map(({ bytes }) => bytes.toString()), fragments }
}

const first = { data: '01234567' }
const last = { data: 'end', offset: 8, isLast: true }

describe('pieces', () => {
  test('make a whole in any order, each time anew', () => {
    const { whole, fragments } = assemble([first, last, last, first])
    expect(whole).toEqual(['01234567end', '01234567end'])
    expect(fragments).toMatchObject({ pieces: 4, held: 0, overlaps: 0, lost: 0 })
  })

  test('of several packets are kept apart by address, number and, in IPv4, protocol', () => {
    const others: readonly Parts[] = [
      { ...last, id: 8 },
      { ...last, protocol: 17 },
      { ...last, words: Int32Array.of(3, 0, 0, 0, 2, 0, 0, 0) },
      { ...last, version: 6 },
    ]
    expect(assemble([first, ...others]).whole).toEqual([])
  })

  test('of IPv6 are of the protocol that the first of them says', () => {
    const fragments = new Fragments(1e6)
    fragments.add(piece({ ...last, version: 6, protocol: 17 }))
    expect(fragments.add(piece({ ...first, version: 6, protocol: 6 }))?.protocol).toBe(6)
  })

  test('that come twice are no overlap', () => {
    const { whole, fragments } = assemble([first, first, last])
    expect([whole, fragments.overlaps]).toEqual([['01234567end'], 0])
  })

  test('made of any cuts, in any order, with some of them twice, give the whole', () => {
    const cut = fc.record({
      data: fc.string({ minLength: 1, maxLength: 120, unit: 'binary-ascii' }),
      size: fc.integer({ min: 1, max: 5 }),
      keys: fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
      twice: fc.boolean(),
    })
    fc.assert(
      fc.property(cut, ({ data, size, keys, twice }) => {
        const pieces: Parts[] = []
        for (let offset = 0; offset < data.length; offset += size * 8)
          pieces.push({ data: data.slice(offset, offset + size * 8), offset, isLast: offset + size * 8 >= data.length })
        const shuffled = pieces.map((each, index) => ({ each, key: keys[index % 20]! })).sort((a, b) => a.key - b.key)
        const order = shuffled.map(({ each }) => each)
        // What comes twice must come before the packet is whole.
        expect(assemble(twice ? order.slice(0, -1).concat(order) : order).whole).toEqual([data])
      }),
    )
  })
})

describe('overlaps', () => {
  const early = { data: 'ABCDEFGHIJKLMNOP', offset: 8 }
  const over = { data: 'xxxxxxxxyyyyyyyyzzzzzzzz' }
  const end = { data: '!', offset: 24, isLast: true }

  test('are counted, and in IPv4 the first copy of a byte is kept', () => {
    const { whole, fragments } = assemble([early, over, end])
    expect([whole, fragments.overlaps]).toEqual([['xxxxxxxxABCDEFGHIJKLMNOP!'], 1])
  })

  test('within what has come bring nothing', () => {
    const { whole, fragments } = assemble([{ data: over.data }, { ...early, data: 'ABCDEFGH' }, end])
    expect([whole, fragments.overlaps]).toEqual([['xxxxxxxxyyyyyyyyzzzzzzzz!'], 1])
  })

  test('in IPv6 refuse the packet, whatever comes of it', () => {
    const { whole, fragments } = assemble([early, over, end, over].map((each) => ({ ...each, version: 6 as const })))
    expect([whole, fragments.overlaps, fragments.lost]).toEqual([[], 1, 1])
  })
})

describe('a packet is refused', () => {
  test.each([
    { name: 'beyond the longest', pieces: [first, { data: '01234567', offset: 65528, isLast: true }] },
    { name: 'with a piece of an odd length', pieces: [{ data: '0123456' }, { ...last, offset: 0 }] },
    { name: 'with two ends', pieces: [last, { data: '0123456789', isLast: true }] },
    { name: 'that goes on behind its end', pieces: [last, { data: '01234567', offset: 16 }] },
    { name: 'that ends before a piece of it', pieces: [{ data: '01234567', offset: 16 }, last] },
  ])('$name', ({ pieces }) => {
    const { whole, fragments } = assemble([...pieces, first, last])
    expect([whole, fragments.lost]).toEqual([[], 1])
  })
})

describe('what is missing', () => {
  test('is waited for half a minute', () => {
    const soon = assemble([first, { ...last, us: 29e6 }])
    const late = assemble([first, { ...last, us: 30e6 }])
    expect([soon.whole.length, late.whole.length, late.fragments.lost]).toEqual([1, 0, 1])
  })

  test('is given up at the end', () => {
    const { fragments } = assemble([first])
    fragments.clear()
    expect(fragments).toMatchObject({ held: 0, lost: 1 })
  })

  test('gives up the oldest where too much is kept', () => {
    const pieces = Array.from({ length: 100 }, (_, id) => ({ ...first, id }))
    const { fragments } = assemble(pieces, 10_000)
    expect(fragments.held).toBeLessThanOrEqual(10_000)
    expect(fragments.lost).toBeGreaterThan(80)
    expect(fragments.add(piece({ ...last, id: 99 }))?.bytes.toString()).toBe('01234567end')
  })
})

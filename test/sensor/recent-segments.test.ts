// What is remembered of streams: each its own, and never more than the bounds.
import { describe, expect, test } from 'vitest'
import { RecentSegments } from '../../src/sensor/recent-segments.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

function differs(recent: RecentSegments, stream: { lastSegment: number }, sequence: number, text: string): boolean {
  return recent.differs(stream, sequence, bytes(text), 0, text.length)
}

describe('segments', () => {
  test('of one stream say nothing of another', () => {
    const recent = new RecentSegments(1000)
    const [one, other] = [{ lastSegment: 0 }, { lastSegment: 0 }]
    recent.add(one, 0, bytes('abc'), 0, 3)
    recent.add(other, 0, bytes('xyz'), 0, 3)
    expect([differs(recent, one, 0, 'abc'), differs(recent, one, 0, 'xyz'), differs(recent, other, 0, 'xyz')]).toEqual([
      false,
      true,
      false,
    ])
  })

  test('are forgotten when so many bytes of packets have gone by, the oldest first', () => {
    const recent = new RecentSegments(100)
    const stream = { lastSegment: 0 }
    recent.add(stream, 0, Buffer.alloc(60, 'a'), 0, 60)
    recent.pass(60)
    recent.add(stream, 60, Buffer.alloc(60, 'b'), 0, 60)
    expect([differs(recent, stream, 0, 'X'), differs(recent, stream, 60, 'X')]).toEqual([true, true])
    recent.pass(60)
    recent.add(stream, 120, Buffer.alloc(60, 'c'), 0, 60)
    expect([differs(recent, stream, 0, 'X'), differs(recent, stream, 60, 'X')]).toEqual([false, true])
  })

  test('are forgotten where there are very many', () => {
    const recent = new RecentSegments(1 << 20)
    const [stream, busy] = [{ lastSegment: 0 }, { lastSegment: 0 }]
    const read = bytes('abc')
    recent.add(stream, 0, read, 0, 3)
    for (let n = 0; n < 65_535; n++) recent.add(busy, n * 3, read, 0, 3)
    expect(differs(recent, stream, 0, 'X')).toBe(true)
    recent.add(busy, 0, read, 0, 3)
    expect(differs(recent, stream, 0, 'X')).toBe(false)
  })
})

// Which connections are sampled, how many messages fit into a second, and what the buffer keeps.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Body, LineBuffer } from '../../../integrations/ws/buffer.ts'
import { byteLength, excerpt, isTextToSend } from '../../../integrations/ws/payload.ts'
import { isSampled, Rate } from '../../../integrations/ws/sampling.ts'

describe('sampling', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `app-0123456789abcdef-${at}`)

  test.each([0.01, 0.1, 0.5, 0.9])('a share of %d is about that share, and always the same connections', (share) => {
    const sampled = ids.filter((id) => isSampled(id, share))
    expect(sampled.length / ids.length).toBeCloseTo(share, 1)
    expect(Math.abs(sampled.length - share * ids.length)).toBeLessThan(4 * Math.sqrt(ids.length * share * (1 - share)))
    expect(ids.filter((id) => isSampled(id, share))).toEqual(sampled)
  })

  test('all is all, none is none, and a larger share has the smaller in it', () => {
    expect(ids.every((id) => isSampled(id, 1))).toBe(true)
    expect(ids.some((id) => isSampled(id, 0))).toBe(false)
    expect(ids.filter((id) => isSampled(id, 0.1)).every((id) => isSampled(id, 0.2))).toBe(true)
  })
})

describe('rate', () => {
  test('no second has more than the rate, nor one connection more than a quarter, and all is counted', () => {
    const message = fc.record({ who: fc.nat(5), afterMs: fc.nat(400) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(message, { maxLength: 200 }), (most, messages) => {
        const rate = new Rate(most)
        const used = Array.from({ length: 6 }, () => ({ second: 0, messages: 0 }))
        const taken = new Map<string, number>()
        let nowMs = 1_000_000
        let sent = 0
        for (const { who, afterMs } of messages) {
          nowMs += afterMs
          if (!rate.take(used[who]!, nowMs)) continue
          sent++
          const second = Math.floor(nowMs / 1000)
          for (const key of [`${second}`, `${second} ${who}`]) taken.set(key, (taken.get(key) ?? 0) + 1)
        }
        for (const [key, n] of taken) expect(n).toBeLessThanOrEqual(key.includes(' ') ? Math.ceil(most / 4) : most)
        expect(sent + rate.skipped).toBe(messages.length)
      }),
    )
  })
})

describe('buffer', () => {
  test('what comes out or was dropped is all that went in, in order, and its bounds hold', () => {
    const act = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('add' as const), length: fc.integer({ min: 1, max: 40 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), length: fc.constant(0) }) },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(act, { maxLength: 300 }), (lines, acts) => {
        const bounds = { lines, bytes: 200 }
        const buffer = new LineBuffer(bounds)
        const out: number[] = []
        let next = 0
        for (const { kind, length } of acts) {
          if (kind === 'add') buffer.add(`${next++}`, Buffer.from('.'.repeat(length)))
          else out.push(...numbersIn(buffer.take()))
          expect(buffer.length).toBeLessThanOrEqual(lines)
        }
        const before = out.length
        for (let body = buffer.take(); body; body = buffer.take()) {
          out.push(...numbersIn(body))
          expect(body.bytes.length).toBeLessThanOrEqual(bounds.bytes)
        }
        expect(before).toBeLessThanOrEqual(out.length)
        expect(out.length + buffer.dropped).toBe(next)
        expect(out).toEqual(out.toSorted((a, b) => a - b))
      }),
    )
  })

  const numbersIn = (body: Body | null): number[] =>
    textOf(body)
      .split('\n')
      .filter(Boolean)
      .map((line) => Number.parseInt(line, 10))

  test('a long backlog goes out in parts, the oldest first', () => {
    const buffer = new LineBuffer({ lines: 10_000, bytes: 1e9 })
    for (let at = 0; at < 5000; at++) buffer.add(String(at))
    expect(buffer.isFull).toBe(true)
    const parts: number[] = []
    const all: number[] = []
    for (let body = buffer.take(); body; body = buffer.take()) {
      parts.push(body.lines)
      all.push(...numbersIn(body))
    }
    expect(parts).toEqual([2000, 2000, 1000])
    expect(all).toEqual(Array.from({ length: 5000 }, (_, at) => at))
  })
})

describe('what was taken', () => {
  test('stays as it is, whatever is added later', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\n', ' '))
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 20 }), { maxLength: 10 }), (rounds) => {
        const buffer = new LineBuffer({ lines: 1000, bytes: 1e6 })
        const taken = rounds.map((lines) => {
          for (const text of lines) buffer.add(text, Buffer.from('!'))
          return buffer.take()
        })
        expect(taken.map(textOf)).toEqual(
          rounds.map((lines) => lines.map((text) => `${text.toWellFormed()}!\n`).join('')),
        )
      }),
    )
  })

  test('is whole, however long a line is', () => {
    const buffer = new LineBuffer({ lines: 1000, bytes: 1e7 })
    const lines = [10, 400_000, 10, 262_144, 262_143, 20_000, 5].map((length) => 'é'.repeat(length))
    for (const line of lines) buffer.add(line)
    let all = ''
    for (let body = buffer.take(); body; body = buffer.take()) all += textOf(body)
    expect(all).toBe(lines.map((line) => `${line}\n`).join(''))
  })
})

const textOf = (body: Body | null): string => Buffer.from(body?.bytes ?? []).toString()

describe('payload', () => {
  test.each([
    ['a text', 'grüße', 7, 'grüße'],
    ['bytes', Buffer.from('grüße'), 7, 'grüße'],
    ['a view', new Uint8Array(Buffer.from('xgrüßey')).subarray(1, 8), 7, 'grüße'],
    ['a buffer', new Uint8Array(Buffer.from('grüße')).buffer, 7, 'grüße'],
    ['pieces', [Buffer.from('grü'), Buffer.from('ße')], 7, 'grüße'],
    ['a number', 42, 2, '42'],
    ['a blob', new Blob(['grüße']), 7, ''],
    ['nothing', undefined, 0, ''],
  ])('%s: its size and its text', (_, data, bytes, text) => {
    expect(byteLength(data)).toBe(bytes)
    expect(excerpt(data, 100)).toEqual({ text, isCut: false })
  })

  test('a cut leaves no half of a character, as text or as bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (text, most) => {
        for (const data of [text, Buffer.from(text)]) {
          const { text: cut, isCut } = excerpt(data, most)
          expect(text.startsWith(cut)).toBe(true)
          expect(isCut).toBe(text.length > most)
          expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1)
          expect(cut.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  test.each([
    ['text', undefined, true],
    [Buffer.from('x'), undefined, false],
    [Buffer.from('x'), { binary: false }, true],
    ['text', { binary: true }, false],
    [7, () => {}, true],
  ])('%j with %j goes out as text: %s', (data, options, isText) => {
    expect(isTextToSend(data, options)).toBe(isText)
  })
})

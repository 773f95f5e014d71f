// Lists of any size and type, against the same said plainly; and what a list holds after it was replaced.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ListType, listTypes, readValues, ValueList } from '../../../src/compiler/values/list.ts'
import { readListText } from '../../../src/compiler/values/list-text.ts'
import { TextTable } from '../../../src/compiler/values/text-table.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'É', '.', '💥', 'aa'), { maxLength: 6 }).map((all) => all.join(''))

test('a table of texts holds what a set of them does', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), fc.array(text), (texts, asked) => {
      const table = new TextTable(texts)
      const set = new Set(texts)
      expect(table.size).toBe(set.size)
      for (const one of [...texts, ...asked]) expect([one, table.has(one)]).toEqual([one, set.has(one)])
    }),
  )
})

test('a table of texts knows the end of a text after any of its dots', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), text, (texts, asked) => {
      const ends = [asked, ...[...asked.matchAll(/\./g)].map(({ index }) => asked.slice(index + 1))]
      expect(new TextTable(texts).hasEndAfterDot(asked)).toBe(ends.some((end) => texts.includes(end)))
    }),
    { numRuns: 500 },
  )
})

test('many blocks next to and inside each other hold what each of them does', () => {
  const block = fc.tuple(fc.nat(0xffff), fc.integer({ min: 12, max: 32 }))
  fc.assert(
    fc.property(fc.array(block, { maxLength: 200 }), fc.array(fc.nat(0xffff), { maxLength: 50 }), (blocks, asked) => {
      const dotted = (n: number): string => `10.${n >> 11}.${(n >> 3) & 255}.${(n & 7) * 32}`
      const entries = blocks.map(([n, length]) => `${dotted(n)}/${length}`)
      const whole = readValues('cidr', entries)
      const each = entries.map((entry) => readValues('cidr', [entry]))
      for (const n of [...asked, ...blocks.map(([n]) => n)]) {
        const address = dotted(n)
        expect(whole.exact.has(address)).toBe(each.some(({ exact }) => exact.has(address)))
      }
    }),
  )
})

describe('the text of a list', () => {
  const read = (written: string, type: ListType) => readListText(written, type)

  test('has one entry a line, comments and blank lines', () => {
    const { values, unreadable } = read('# all\r\n\r\n192.0.2.7 # one\r\n  198.51.100.0/24\r\n2001:db8::/32', 'cidr')
    const asked = ['192.0.2.7', '198.51.100.255', '2001:db8:1::1', '192.0.2.8']
    expect([values.size, unreadable, asked.map((one) => values.exact.has(one))]).toEqual([
      3,
      0,
      [true, true, true, false],
    ])
  })

  test('may have the sign of a comment inside an entry', () => {
    const { values } = read('a#b\nc #d', 'keyword')
    expect(['a#b', 'a', 'c', 'c #d'].map((one) => values.exact.has(one))).toEqual([true, false, true, false])
  })

  test('tells what is no entry, where it stands, and no more than a few', () => {
    const bad = Array.from({ length: 1000 }, (_, i) => `not-${i}`)
    const { values, unreadable, diagnostics } = read(['192.0.2.7', ...bad].join('\n'), 'ip')
    expect([values.size, unreadable, diagnostics.length]).toEqual([1, 1000, 6])
    expect(diagnostics.map(({ code }) => code)).toEqual(new Array(6).fill('R815'))
    expect(diagnostics[0]!.primary.span).toEqual({ start: 10, end: 15 })
    expect(diagnostics[5]!.message).toContain('994 more')
  })

  test.each(['0.0.0.0 ads.example.com', 'https://example.com/', 'a@example.com', '.'])('%j is no domain', (entry) =>
    expect(read(entry, 'domain').unreadable).toBe(1),
  )

  test('never throws, and counts every entry once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom(...listTypes), (any, type) => {
        const { values, unreadable } = read(any, type)
        const lines = any.split('\n').filter((line) => /^\s*[^\s#]/.test(line))
        expect(values.size + unreadable).toBe(lines.length)
      }),
    )
  })
})

describe('a list that is replaced', () => {
  test('holds what took its place, with regard to case and without', () => {
    const list = new ValueList('keyword', readValues('keyword', ['One']))
    list.fold()
    const before = [list.exact.has('One'), list.folded!.has('one'), list.exact.has('one')]
    list.replace(readValues('keyword', ['Two']))
    const after = [list.exact.has('Two'), list.folded!.has('two'), list.exact.has('One'), list.folded!.has('one')]
    expect([before, after]).toEqual([
      [true, true, false],
      [true, true, false, false],
    ])
  })
})

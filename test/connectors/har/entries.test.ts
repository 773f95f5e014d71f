// Entries found in the bytes of a HAR: whatever stands around them, and however they are cut.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EntryFinder } from '../../../connectors/har/entries.ts'

/** The texts of the entries, and the reasons of what is none. */
function find(bytes: Uint8Array, cuts: readonly number[] = [bytes.length], longest?: number): readonly string[] {
  const finder = new EntryFinder(0, longest)
  const out: string[] = []
  let used = 0
  for (let given = 0, piece = 0; given < bytes.length; piece++) {
    given = Math.min(bytes.length, given + Math.max(1, cuts[piece % cuts.length]!))
    used += findIn(finder, bytes.subarray(used, given), used, out)
  }
  return out
}

function findIn(finder: EntryFinder, bytes: Uint8Array, offset: number, out: string[]): number {
  for (let at = 0; ; ) {
    const found = finder.next(bytes, offset, at)
    if (found.kind === 'more') return found.at
    out.push(
      found.kind === 'odd' ? found.reason : Buffer.from(bytes).toString('utf8', found.range.start, found.range.end),
    )
    at = found.range.end
  }
}

const findText = (text: string): readonly string[] => find(Buffer.from(text))

test.each([
  ['{"log":{"entries":[{"a":1},{"b":[{}]}]}}', ['{"a":1}', '{"b":[{}]}']],
  ['{"log":{"pages":[{"entries":[{}]}],"entries":[{"a":"}"}]}}', ['{"a":"}"}']],
  ['{"entries":[{}],"log":{"entries" : [ {"a":"\\"]}"} ]}}', ['{"a":"\\"]}"}']],
  ['{"log":{"x":"entries","y":[{}],"entries":[]},"more":[{}]}', []],
  ['{"log":{"entries":{}},"log":{"entries":[{"a":1}]}}', ['{"a":1}']],
  ['\ufeff{"log":{"entries":[{"a":"ü"}', ['{"a":"ü"}']],
  [
    '{"log":{"entries":[7,{"a":1},null]}}',
    ['no object where an entry belongs', '{"a":1}', 'no object where an entry belongs'],
  ],
  ['{"log":{"entries":[{"a":1}', ['{"a":1}']],
  ['{"log":{"entries":[{"a":1', []],
  ['[{"log":{"entries":[{}]}}]', []],
  ['', []],
])('in %s there are %j', (text, expected) => {
  expect(findText(text)).toEqual(expected)
})

const anyJson = fc.json({ maxDepth: 3 })

test('every entry is found as it was written, however the bytes are cut', () => {
  const entries = fc.array(fc.dictionary(fc.string(), anyJson).map((object) => JSON.stringify(object)))
  fc.assert(
    fc.property(entries, anyJson, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (list, pages, cuts) => {
      const text = `{"log":{"pages":${pages},"entries":[\n${list.join(',\n')}\n]}}`
      expect(find(Buffer.from(text), cuts)).toEqual(list)
    }),
  )
})

test('any bytes give the same however they are cut', () => {
  const piece = fc.oneof(
    fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '{"log":{"entries":[', '{"a":"b"}', '1', ' '),
    fc.string({ maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''))
      expect(find(bytes, cuts)).toEqual(find(bytes))
    }),
  )
})

test('an entry that is too long is passed over, and the next one found', () => {
  const long = `{"b":"${'x]}\\"'.repeat(30)}","c":[{}]}`
  const bytes = Buffer.from(`{"log":{"entries":[{"a":1},${long},{"c":1}]}}`)
  const expected = ['{"a":1}', 'entry longer than 64 MiB', '{"c":1}']
  for (const cut of [1, 7, 64, bytes.length]) expect(find(bytes, [cut], 100)).toEqual(expected)
  expect(find(bytes, [50], long.length)).toEqual(['{"a":1}', long, '{"c":1}'])
})

test('a head without the list is given up where it is too long', () => {
  const bytes = Buffer.from(`{"log":{"pages":[${'1,'.repeat(60)}1],"entries":[{}]}}`)
  expect(find(bytes, [10], 100)).toEqual(['no log.entries in the first 64 MiB'])
})

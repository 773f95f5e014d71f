// Escapes of logged values, and bytes read as UTF-8.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUtf8, undoEscapes } from '../../connectors/template/unescape.ts'

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

test.each([
  ['plain', 'plain'],
  ['\\x22quoted\\x22', '"quoted"'],
  ['M\\xC3\\xBCnchen', 'München'],
  ['\\\\x41', '\\x41'],
  ['a\\nb\\t\\u0001', 'a\nb\t\x01'],
  ['\\ud83c\\udf88', '🎈'],
  ['lone \\q and end \\', 'lone \\q and end \\'],
])('%j is %j', (written, expected) => {
  expect(readUtf8(undoEscapes(written))).toBe(expected)
})

test('a string that JSON escaped is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(readUtf8(undoEscapes(bytes(JSON.stringify(text).slice(1, -1))))).toBe(text)
    }),
  )
})

test('bytes that are no UTF-8 do not stop it', () => {
  expect(readUtf8('\xff\xfe')).toBe('\ufffd\ufffd')
})

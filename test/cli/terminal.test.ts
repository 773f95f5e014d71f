// A stranger's text on a terminal: it is shown, and does nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { harmless, harmlessLines } from '../../src/cli/terminal.ts'

test.each([
  ['\u001b[2J', '\\x1b[2J'],
  ['\u009b31m', '\\x9b31m'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u202etxt.exe', '\\u202etxt.exe'],
  ['\u061c\u200e\u200b\u2066\ufeff', '\\u061c\\u200e\\u200b\\u2066\\ufeff'],
  ['naïve 日本 🙂', 'naïve 日本 🙂'],
])('%j is shown as %j', (text, shown) => {
  expect(harmless(text)).toBe(shown)
})

test('whatever comes, no control character and no mark that turns text gets through', () => {
  const text = fc.string({ unit: 'binary', maxLength: 50 })
  fc.assert(fc.property(text, (any) => !/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(harmless(any))))
})

test('of our own lines the ends stay', () => {
  expect(harmlessLines('one\ntwo\u001b')).toBe('one\ntwo\\x1b')
})

// Patterns: whole texts, line ends, and the quicker search that must find the same.
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { checkedPattern, compilePattern } from '../../../src/compiler/values/pattern.ts'

const matches = (pattern: string, text: string, fold = false): boolean => {
  const compiled = compilePattern(pattern, fold)
  if (!compiled.ok) throw new Error(compiled.reason)
  return compiled.test(text)
}

test.each([
  ['a.*b', 'a\nb', true],
  ['b', 'abc', false],
  ['.*b.*', 'a\nbc', true],
  ['.*a|b.*', 'xb', false],
  ['.*a|b.*', 'bx', true],
  ['(?i).*B.*', 'abc', true],
  ['.*^b.*', 'ab', false],
  ['.*a\\.*', 'xa..', true],
  ['.*a\\.*', 'xab', false],
  ['.*[|]b.*', 'a|bc', true],
  ['.*?b.*', 'abc', true],
])('%j over %j is %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

test('a search for the middle finds what a test of the whole does', () => {
  const piece = fc.constantFrom('.*', 'a', 'b', '|', '(a|b)', '[^a]', '[]a]', '\\.', '\\\\', '.', 'a+', '(?:b|.)', 'b?')
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => `.*${pieces.join('')}.*`)
  const text = fc
    .array(fc.constantFrom('a', 'b', '.', '\\', '\n', 'A', ']', '|'), { maxLength: 6 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (written, given, fold) => {
      const compiled = compilePattern(written, fold)
      if (!compiled.ok) return
      const plain = RE2JS.compile(written, RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0))
      expect(compiled.test(given)).toBe(plain.testExact(given))
    }),
    { numRuns: 2000 },
  )
})

test('what is not RE2 is refused with a reason', () => {
  for (const pattern of ['(a', '(?=a)', '\\1', 'a{2,1}'])
    expect(compilePattern(pattern, false)).toMatchObject({ ok: false })
})

test('a pattern that stalls a backtracking engine does not stall this one', () => {
  expect(matches('(a+)+b', `${'a'.repeat(5000)}c`)).toBe(false)
})

test('a pattern that is compiled late fits what one fits that is compiled at once', () => {
  const piece = fc.constantFrom('.*', 'ab', 'b', '|', '(a|b)', '[^a]', '(', '\\.', 'k+', '(?:b|.)', 's?')
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''))
  const text = fc
    .array(fc.constantFrom('a', 'b', '.', 'K', '\u212a', '\u017f'), { maxLength: 6 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, fc.array(text), fc.boolean(), (written, texts, fold) => {
      const late = checkedPattern(written, fold)
      const given = texts.map((each) => late.test(each))
      const compiled = compilePattern(written, fold)
      expect(given).toEqual(texts.map((each) => compiled.ok && compiled.test(each)))
    }),
  )
})

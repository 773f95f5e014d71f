// What a pattern needs is searched first: that never changes what fits it.
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { compilePattern } from '../../../src/compiler/values/pattern.ts'
import { requiredIn } from '../../../src/compiler/values/required.ts'

test.each([
  ['union select', ['union select']],
  ['.*union\\s+select.*', ['select']],
  ['(abc|defg)h', ['abc', 'defg']],
  ['a|', null],
  ['(?:onload|onerror)\\s*=', ['onload', 'onerror']],
  ['ab?cd', ['cd']],
  ['ab*cd+e', ['cd']],
  ['(abc)?de', ['de']],
  ['(abc){2,3}x', ['abc']],
  ['(abc){0,3}x', ['x']],
  ['a{3}', ['a']],
  ['[abc]de[]x]f', ['de']],
  ['[[:alpha:]]xyz', ['xyz']],
  ['[[:a]bc|de]fg', ['bc', 'de]fg']],
  ['\\.\\./', ['../']],
  ['\\d+', null],
  ['\\x41bc', null],
  ['(?i)abc', null],
  ['\\Qa+b\\E', null],
  ['💥?ab', ['ab']],
  ['', null],
])('what must stand in %j', (pattern, expected) => {
  expect(requiredIn(pattern)).toEqual(expected)
})

const atom = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom('a', 'b', 'ks', 'as', 'K', 's', 'S', 'ab', 'ſ', 'K', '💥', '\\.', '\\n', '-'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('.', '\\d', '\\w', '[ab]', '[^a]', '[]s]', '[[:alpha:]]', '^', '$', '\\b'),
  },
)
const repeat = fc.constantFrom('', '', '', '', '', '', '?', '*', '+', '{2}', '{0,1}', '{1,}', '+?')
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(atom, repeat).map(([one, times]) => one + times),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?:', '(?:'), tie('pattern'), repeat)
      .map(([open, inner, times]) => `${open}${inner})${times}`),
  ),
  pattern: fc
    .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
    .map((all) => all.map((parts) => parts.join('')).join('|')),
}))

const text = fc
  .array(fc.constantFrom('a', 'b', 'k', 'K', 's', 'S', 'ſ', 'K', '💥', '.', '\n', '-', 'İ', 'ab'), { maxLength: 8 })
  .map((all) => all.join(''))

test('a pattern fits the same texts with and without the search before it', () => {
  let searched = 0
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 12 }), fc.boolean(), (written, texts, fold) => {
      const compiled = compilePattern(written, fold)
      if (!compiled.ok) return
      if (compiled.required !== null) searched++
      const plain = RE2JS.compile(written, RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0))
      for (const one of texts) expect([one, compiled.test(one)]).toEqual([one, plain.matcher(one).matches()])
    }),
    { numRuns: 1000 },
  )
  expect(searched).toBeGreaterThan(30)
})

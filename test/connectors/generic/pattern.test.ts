// Patterns: as fast as V8 where that is safe, and never slower than the line is long.
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { compileLinePattern, type LinePattern } from '../../../connectors/generic/pattern.ts'

function compiled(text: string): LinePattern {
  const result = compileLinePattern(text)
  if (!result.ok) throw new Error(result.reason)
  return result.pattern
}

function groupsOf(text: string, line: string): Readonly<Record<string, string | null>> | null {
  const pattern = compiled(text)
  const found: (string | null)[] = []
  return pattern.match(line, found) ? Object.fromEntries(pattern.groups.map((name, at) => [name, found[at]!])) : null
}

test.each([
  ['^(?<a>\\S+) (?P<b>\\d+)$', 'x 7', { a: 'x', b: '7' }],
  ['^(?<a>\\S+)(?: (?<b>\\d+))?$', 'x', { a: 'x', b: null }],
  ['^(x|y)-(?<a>[^"]*)"', 'y-ü✓" and more', { a: 'ü✓' }],
  ['^\\[(?<a>[^\\]]+)\\] (?<b>.*)', '[a b] c', { a: 'a b', b: 'c' }],
  ['(?<a>\\d+)', 'is 42', { a: '42' }],
  ['^(?<a>.+) (?<b>.+)$', 'a b c', { a: 'a b', b: 'c' }],
  ['^(?<a>\\S+)$', '\u00a0\u2028', { a: '\u00a0\u2028' }],
  ['^(?<a>\\d+)$', 'x', null],
])('%s finds in %j %j', (text, line, expected) => {
  expect(groupsOf(text, line)).toEqual(expected)
})

test.each([
  ['^(?<time>\\S+) (?<ip>[\\d.]+):(?<port>\\d+) "(?<line>[^"]*)" (?<status>\\d{3})(?: (?<more>.*))?$', true],
  ['^(?<a>[^ ]+) (?<b>\\S+)', true],
  ['^(?<a>\\S+)(?: user=(?<b>\\S+))?(?: url=(?<c>\\S+))?(?: code=(?<d>\\d+))?$', true],
  ['^\\[(?<a>[^\\]]+)\\]\\s+(?<b>.*)$', false],
  ['^(?:ab|ac)+(?<a>x)', true],
  ['^(?:a|a)*$', false],
  ['^(?:ab|ab)*$', false],
  ['^(?:a|[ab])*$', false],
  ['^(?:a+)+$', false],
  ['^a*a*a*$', false],
  ['^(?:\\S*| [a-c])*.$', false],
  ['^a|(?<b>b)', false],
  ['^(?<a>.*) (?<b>\\d+)$', true],
  ['^(?<a>.+) (?<b>.+)$', false],
  ['^(?:a?){9}(?<a>a{9})$', false],
  ['^(?:(?:x*)*y)*$', false],
  ['(?<a>\\d+)', false],
  ['^(?<a>(x+)+)$', false],
  ['^(?<a>(?:x*?)?)', false],
  ['^(?<a>(?:|x)?)', false],
  ['^(?<a>(?:yx*?)?)', true],
  ['^(?i)(?<a>x)$', false],
])('%s is left to V8: %j', (text, isFast) => {
  expect(compiled(text).isFast).toBe(isFast)
})

test.each(['(', '(?=x)', '(?<a>x)\\k<a>', '(?<a>x)(?<a>y)'])('%s is no pattern', (text) => {
  expect(compileLinePattern(text).ok).toBe(false)
})

describe('any pattern', () => {
  const atom = fc.oneof(
    fc.constantFrom('a', 'b', ' ', '-', '\\d', '\\S', '\\s', '\\w', '[^ ]', '[a-c]', '[^\\s"]', '.', '\\.', '"'),
    fc.constantFrom('\\D', '\\W', '[\\d.]', '\\[', '[^\\]]', '\\t', '\u00e9'),
  )
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,3}', '+?', '*?', '??', '{0,2}?'))
    .map(([one, times]) => `${one}${times}`)
  const piece = fc.oneof(
    { weight: 3, arbitrary: quantified },
    { weight: 1, arbitrary: fc.array(quantified, { minLength: 1, maxLength: 3 }).map((all) => `(?:${all.join('')})?`) },
    { weight: 1, arbitrary: fc.tuple(quantified, quantified).map((both) => `(?:${both.join('|')})`) },
    { weight: 1, arbitrary: fc.tuple(quantified, quantified).map((both) => `(?:${both.join('|')})*`) },
    { weight: 1, arbitrary: quantified.map((one) => `(?:(?:${one})+)*`) },
  )
  const pattern = fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '$'))
    .map(([pieces, end]) => `^${pieces.map((one, at) => (at % 2 === 0 ? `(?<g${at}>${one})` : one)).join('')}${end}`)
  const line = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', ' ', '-', '"', '1', '.', '\u00a0', '\u2028', 'é', '[', ']', '\t'),
  })

  test('finds what RE2 finds', () => {
    fc.assert(
      fc.property(pattern, line, (text, given) => {
        const matcher = RE2JS.compile(text).matcher(given)
        const found = matcher.find()
        const groups = compiled(text).groups
        const expected = found ? Object.fromEntries(groups.map((name) => [name, matcher.group(name)])) : null
        expect(groupsOf(text, given)).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })

  test('of V8 takes time in proportion to the line', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('a', 'b', ' ', 'ab', 'a ', 'a1-'), (text, unit) => {
        const { isFast, match } = compiled(text)
        if (!isFast) return
        // Where it grew with the square of that, the runner would lose its patience.
        expect(() => match(`${unit.repeat(400_000)}\u0000`, [])).not.toThrow()
      }),
      { numRuns: 100 },
    )
  })
})

// Expressions that a template engine would evaluate, and placeholders that people write.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { templateInjection } from '../../../src/detect/template_injection/detector.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => templateInjection.find({ text, kind: 'value', place: '$.name', undone: [] })

test.each(attacks)('%s is %s', (text, shape) => expect(find(text)?.shape).toBe(shape))

test.each(quiet)('%s stays quiet', (text) => expect(find(text)).toBeNull())

test.each(attacks)('%s has one of the marks', (text) => {
  expect(Array.from(text).some((character) => templateInjection.marks.includes(character))).toBe(true)
})

test('a finding says where', () => {
  expect(find('a {{b}} {{8*8}} c')).toEqual({ shape: 'arithmetic', start: 8, end: 15 })
})

const prose = fc.array(
  fc.constantFrom('the', '{{name}}', "O'Brien", '5 > 3', '${price}', '{', '}', '<b>', '#1', '@anna'),
  {
    maxLength: 30,
  },
)

test('prose and placeholders in front do not hide an expression', () => {
  const computing = attacks.filter(([, shape]) => shape !== 'engine-statement' && shape !== 'engine-internals')
  fc.assert(
    fc.property(prose, fc.constantFrom(...computing), (words, [text]) => {
      expect(find(`${words.join(' ')} ${text}`)).not.toBeNull()
    }),
  )
})

test('prose and placeholders alone stay quiet', () => {
  fc.assert(
    fc.property(prose, (words) => {
      expect(find(words.join(' '))).toBeNull()
    }),
  )
})

test('any text is read without failing, and every place lies in it', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '${',
    '}',
    '<%',
    '<#assign',
    '#set(',
    '@(',
    '[[',
    '7*7',
    '__class__',
    '|',
    '"',
    "'",
    'x',
    ' ',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.string(),
      ),
      (text) => {
        const finding = find(text)
        if (finding === null) return
        expect(finding.start).toBeGreaterThanOrEqual(0)
        expect(finding.end).toBeGreaterThan(finding.start)
        expect(finding.end).toBeLessThanOrEqual(text.length)
      },
    ),
    { numRuns: 500 },
  )
})

// Read again from every place, a text of this length takes minutes.
test.each(['{{', '${', '{%a ', '@(', '<#a', '{a', '{{"', '{{a|', '[[x', "{{'a' ", '{{[', '$a.', '{{a.a', '__'])(
  'a text of nothing but %s is read through once or few times',
  (part) => {
    expect(() => find(part.repeat(200_000 / part.length))).not.toThrow()
  },
)

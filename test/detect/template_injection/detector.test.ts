// Expressions that a template engine would evaluate, and placeholders that people write.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { templateInjection } from '../../../src/detect/template_injection/detector.ts'
import { placeLaws } from '../place-laws.ts'
import { find as findIn } from '../search-laws.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => findIn(templateInjection, text)

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

placeLaws({
  detector: templateInjection,
  attacks,
  quiet,
  pieces: [
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
  ],
  repeated: ['{{', '${', '{%a ', '@(', '<#a', '{a', '{{"', '{{a|', '[[x', "{{'a' ", '{{[', '$a.', '{{a.a', '__'],
})

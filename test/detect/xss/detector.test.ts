// Script that a browser would run wherever the piece is put, and text that it would only show.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { xss } from '../../../src/detect/xss/detector.ts'
import { placeLaws } from '../place-laws.ts'
import { find as findIn } from '../search-laws.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => findIn(xss, text)

test('a finding says where', () => {
  expect(find('ok <i>x</i> <img src onerror=go()> ok')).toEqual({ shape: 'event-handler', start: 12, end: 34 })
})

const inPage = attacks.filter(([text]) => text.startsWith('<'))
const word = fc.constantFrom('select', 'the', 'a', "O'Brien", 'said', '5 > 3', '&', '"yes"', '(no)', '\n')

test('prose around markup does not hide it', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), fc.constantFrom(...inPage), (words, [text]) => {
      expect(find(`${words.join(' ')} ${text} ${words.join(' ')}`)).not.toBeNull()
    }),
    { numRuns: 200 },
  )
})

test('prose alone stays quiet', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(find(words.join(' '))).toBeNull()
    }),
  )
})

test.each([
  'say hello to them `;alert(document.cookie);`',
  'say hello to them `-alert(document.cookie)-`',
  '<code>";alert(document.cookie);"</code>',
  "<code class=x>');alert(document.cookie)//</code>",
])('code that leaves what it stands in is not code that is shown: %s', (text) => {
  expect(find(text)?.shape).toBe('script-code')
})

test('the case of letters hides no element', () => {
  for (const [text, shape] of inPage.filter(
    ([text]) => !text.includes('\\') && !text.includes('&') && !text.includes('go()'),
  ))
    expect(find(text.toUpperCase())?.shape).toBe(shape)
})

placeLaws({
  detector: xss,
  attacks,
  quiet,
  pieces: ['<', '>', '"', "'", '`', '=', '/', ' ', '&#', 'on', 'script', 'alert', '(', ')', ';', '\\', '\0', 'é'],
  repeated: [
    '<a ',
    '<script>',
    '<p title="',
    '</script ',
    "a'b ",
    'word alert(',
    '&#65 ',
    'on=',
    'style="',
    'x[',
    'j\t',
  ],
})

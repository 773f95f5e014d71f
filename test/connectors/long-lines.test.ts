// Lines that strangers made as hard to read as they can → read in a time that grows with their length alone.
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { nginx } from '../../connectors/nginx/connector.ts'
import { documentsOf, readText } from './read.ts'

/** Where time grows with the square of the length, these take minutes. */
const length = 1 << 19
const patienceMs = 5000

const made = (piece: string): string => piece.repeat(length / piece.length)

function timeOf(run: () => void): number {
  const startedAt = performance.now()
  run()
  return performance.now() - startedAt
}

const hard = ['] "', '" "', '" 200 1 "', '1 ', '\\"', 'a:1 ', '"request": {', 'eyJ', '[']

describe('a long line that is made to look like many formats at once', () => {
  test.each(connectors)('is recognised or not by $name in no time', (connector) => {
    for (const piece of hard) {
      const head = Buffer.from(`192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "${made(piece)}\n`)
      expect(
        timeOf(() => connector.recognise(head)),
        piece,
      ).toBeLessThan(patienceMs)
    }
  })
})

describe('a value beyond the schema', () => {
  const settings = { format: '$remote_addr [$time_iso8601] "$request" $status $http_x_app' }
  const otherOf = (value: string) =>
    documentsOf(
      readText(nginx, `192.0.2.1 [2026-11-22T10:00:00+00:00] "GET / HTTP/1.1" 200 ${value}\n`, { settings }),
    )[0]?.['nginx.http_x_app']

  test.each([`${made('eyJ')}.`, `${made('a')};`, `${made('eyJa.')};`])(
    'is looked through for tokens in no time',
    (value) => {
      expect(timeOf(() => otherOf(value))).toBeLessThan(patienceMs)
    },
  )

  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'

  test.each([
    [`a:${token}:b`, 'a:***:b'],
    [`a${token}`, 'a***'],
    ['eyJ.eyJhead.body.sig,x', '***,x'],
    [`x,${'k'.repeat(40)},y`, 'x,***,y'],
    [`x,${'k'.repeat(39)},y`, `x,${'k'.repeat(39)},y`],
    [`${'k'.repeat(40)}:y`, `${'k'.repeat(40)}:y`],
    ['eyJustAWord.txt', 'eyJustAWord.txt'],
  ])('%s is kept as %s', (value, kept) => expect(otherOf(value)).toBe(kept))
})

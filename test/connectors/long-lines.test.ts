// Lines that strangers made as hard to read as they can → read in a time that grows with their length alone.
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { nginx } from '../../connectors/nginx/connector.ts'
import { documentsOf, readText } from './read.ts'

/** Where time grows with the square of the length, these take minutes, and the runner loses its patience. */
const length = 1 << 19

const made = (piece: string): string => piece.repeat(length / piece.length)

const hard = ['] "', '" "', '" 200 1 "', '1 ', '\\"', 'a:1 ', '"request": {', 'eyJ', '[']

describe('a long line that is made to look like many formats at once', () => {
  test.each(connectors)('is recognised or not by $name in no time', (connector) => {
    for (const piece of hard) {
      const head = Buffer.from(`192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "${made(piece)}\n`)
      expect(() => connector.recognise(head), piece).not.toThrow()
    }
  })
})

const settings = {
  format: '$remote_addr [$time_iso8601] "$request" $status "$sent_http_sec_websocket_protocol" $http_x_app',
}
const upgrade = (subprotocol: string, other: string) =>
  documentsOf(
    readText(nginx, `192.0.2.1 [2026-11-22T10:00:00+00:00] "GET / HTTP/1.1" 101 "${subprotocol}" ${other}\n`, {
      settings,
    }),
  )[0]

test.each([`${made('eyJ')}.`, `${made('a')};`, `${made('eyJa.')};`])(
  'a value beyond the schema is looked through for tokens in no time',
  (value) => expect(upgrade('', value)).toMatchObject({ 'http.response.status_code': 101 }),
)

test('a token is neither in the subprotocol that the server chose nor in a value beyond the schema', () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'
  expect(upgrade(token, `/ws?room=4&token=abc`)).toMatchObject({
    'websocket.subprotocol': '***',
    'nginx.http_x_app': '/ws?room=4&token=***',
  })
})

// What lines of Apache mean: variables, times, and what cannot be known.
import { expect, test } from 'vitest'
import { apache } from '../../../connectors/apache/connector.ts'
import { documentsOf, readText } from '../read.ts'

type Document = Readonly<Record<string, unknown>>

function readOne(format: string, line: string, settings: Readonly<Record<string, unknown>> = {}): Document {
  const { batch, unread } = readText(apache, `${line}\n`, { settings: { format, ...settings } })
  expect(unread).toEqual([])
  return documentsOf({ batch, unread }).at(-1)!
}

const own = (document: Document): unknown => (document['event.category'] as string[])[1]

test.each([
  ['101 websocket', ['handshake', 'connection']],
  ['101 -', ['handshake', 'connection']],
  ['101 h2c', ['request']],
  ['403 websocket', ['handshake']],
  ['403 -', ['request']],
])('%s gives %j', (line, kinds) => {
  const { batch, unread } = readText(apache, `1795321325 ${line}\n`, {
    settings: { format: '%{sec}t %>s %{Upgrade}i' },
  })
  expect(documentsOf({ batch, unread }).map(own)).toEqual(kinds)
})

test.each([
  ['%t %h', '203.0.113.7', 'source.ip', '203.0.113.7'],
  ['%t %h', 'client.example.net', 'source.ip', undefined],
  ['%t %h %{c}a', '198.51.100.4 203.0.113.7', 'source.ip', '203.0.113.7'],
  ['%t %h %{c}a', '198.51.100.4 203.0.113.7', 'client.ip', '198.51.100.4'],
  ['%t %a %{X-Forwarded-For}i', '10.0.0.1 203.0.113.9', 'client.ip', '203.0.113.9'],
  ['%t %{remote}p', '51234', 'source.port', 51234],
  ['%t %U%q', '/ws?room=4', 'url.path', '/ws'],
  ['%t %U%q', '/ws?room=4', 'url.query', 'room=4'],
  ['%t %m %U %H', 'GET /ws HTTP/1.1', 'http.version', '1.1'],
  ['%t %v', 'app.example.com', 'url.domain', 'app.example.com'],
  ['%t %{Host}i %v', 'www.example.com app.example.com', 'url.domain', 'www.example.com'],
  ['%t %>s %s', '403 200', 'http.response.status_code', 403],
  ['%t %s %>s', '200 403', 'http.response.status_code', 403],
  ['%t %>s %B', '200 12', 'http.response.body.bytes', 12],
  ['%t %>s %B', '101 0', 'http.response.body.bytes', undefined],
  ['%t %>s %b', '101 -', 'websocket.server.bytes', undefined],
  ['%t %>s %O', '101 387', 'http.response.bytes', 387],
  ['%t %>s %O', '101 387', 'websocket.server.bytes', undefined],
  ['%t %D', '2500000', 'event.duration', 2_500_000_000],
  ['%t %{ms}T', '2500', 'event.duration', 2_500_000_000],
  ['%t %T', '3', 'event.duration', 3_000_000_000],
  ['%t %{session}C', 's3cr3t', 'session.from', 'cookie'],
  ['%t %{session}C', 's3cr3t', 'http.request.cookie.names', ['session']],
  ['%t %{X-Trace}i', 'abc', 'apache.request.x_trace', 'abc'],
  ['%t %{X-Auth-Token}i', 'abc', 'apache.request.x_auth_token', undefined],
  ['%t %k', '3', 'apache.keepalive_requests', '3'],
])('%s of %s: %s is %j', (format, values, field, value) => {
  expect(readOne(format, `[22/Nov/2026:04:22:05 +0000] ${values}`)[field]).toEqual(value)
})

test.each([
  ['%{sec}t.%{usec_frac}t', '1795321325.250001', '2026-11-22T04:22:05.250001Z'],
  ['%{%F %T}t.%{msec_frac}t %{%z}t', '2026-11-22 05:22:05.250 +0100', '2026-11-22T04:22:05.250Z'],
  ['%{begin:%s}t', '1795321325', '2026-11-22T04:22:05.000Z'],
  ['%{begin:msec}t %{end:msec}t', '1795321325250 1795321327750', '2026-11-22T04:22:07.750Z'],
  ['%{msec}t %D', '1795321325250 2500000', '2026-11-22T04:22:07.750Z'],
])('a line of %s is of the time %s says: %s', (format, line, time) => {
  expect(readOne(format, line)['@timestamp']).toBe(time)
})

test('a time without a zone is of the server’s', () => {
  const line = '2026-11-22 05:22:05'
  expect(readOne('%{%F %T}t', line, { timezone: 'Europe/Berlin' })['@timestamp']).toBe('2026-11-22T04:22:05.000Z')
  expect(readOne('%{%F %T}t', line)['@timestamp']).toBe('2026-11-22T05:22:05.000Z')
})

test.each([
  ['GET /a\\"b HTTP/1.1', '/a"b'],
  ['GET /\\xc3\\xa9 HTTP/1.1', '/é'],
  ['GET /a\\\\x41 HTTP/1.1', '/a\\x41'],
])('escapes of Apache are undone: %s', (request, path) => {
  expect(readOne('%t "%r"', `[22/Nov/2026:04:22:05 +0000] "${request}"`)['url.path']).toBe(path)
})

test.each([
  ['203.0.113.7 - - [22/Nov/2026:04:22:05 +0000] "GET / HTTP/1.1" 101 387', 387, undefined],
  ['203.0.113.7 - - [22/Nov/2026:04:22:05 +0000] "GET / HTTP/1.1" 200 387', undefined, 387],
  ['203.0.113.7 - - [22/Nov/2026:04:22:05 +0000] "GET / HTTP/1.1" 101 -', undefined, undefined],
])('of the size in %s nothing is said that may be wrong', (line, bytes, size) => {
  const document = readOne('common', line)
  expect([document['http.response.bytes'], document['http.response.body.bytes']]).toEqual([bytes, undefined])
  expect(document['apache.size']).toBe(size)
})

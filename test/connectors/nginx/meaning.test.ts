// What nginx lines mean: upgrades, refusals, origins, and what cannot be known.
import { expect, test } from 'vitest'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { documentsOf, readText } from '../read.ts'

const format = '$msec|$status|$http_upgrade|$http_origin|$host|$http_user_agent'

const read = (line: string) => documentsOf(readText(nginx, `${line}\n`, { settings: { format } }))

const own = (document: Readonly<Record<string, unknown>>): unknown => (document['event.category'] as string[])[1]

test.each([
  ['1.0|101|websocket|-|h.example|x', ['handshake', 'connection']],
  ['1.0|101|-|-|h.example|x', ['handshake', 'connection']],
  ['1.0|101|WebSocket|-|h.example|x', ['handshake', 'connection']],
  ['1.0|101|h2c|-|h.example|x', ['request']],
  ['1.0|403|websocket|-|h.example|x', ['handshake']],
  ['1.0|502|websocket|-|h.example|x', ['handshake']],
  ['1.0|200|websocket|-|h.example|x', ['handshake']],
  ['1.0|403|-|-|h.example|x', ['request']],
])('%s gives %j', (line, kinds) => {
  expect(read(line).map(own)).toEqual(kinds)
})

test.each([
  ['1.0|101|websocket|https://app.h.example|h.example|x', false],
  ['1.0|101|websocket|https://other.test|h.example|x', true],
  ['1.0|101|websocket|null|h.example|x', true],
  ['1.0|101|websocket|https://app.h.example|-|x', undefined],
  ['1.0|101|websocket|-|h.example|curl/8', undefined],
  ['1.0|101|websocket|-|h.example|Mozilla/5.0', true],
  ['1.0|200|-|-|h.example|Mozilla/5.0', undefined],
])('the origin of %s is foreign: %j', (line, foreign) => {
  expect(read(line)[0]!['http.request.origin_foreign']).toBe(foreign)
})

test('without the Origin header in the format nothing is said about it', () => {
  const [document] = documentsOf(readText(nginx, '1.0|101\n', { settings: { format: '$msec|$status' } }))
  expect(Object.keys(document!).filter((name) => name.startsWith('http.request'))).toEqual([])
})

test.each(['$msec $remote_addr $realip_remote_addr', '$msec $realip_remote_addr $remote_addr'])(
  'in whichever order, whoever called is told from the client that nginx found: %s',
  (order) => {
    const line = order
      .replace('$msec', '1.5')
      .replace('$remote_addr', '203.0.113.7')
      .replace('$realip_remote_addr', '10.0.0.1')
    const [document] = documentsOf(readText(nginx, `${line}\n`, { settings: { format: order } }))
    expect([document!['source.ip'], document!['client.ip']]).toEqual(['10.0.0.1', '203.0.113.7'])
  },
)

test('a time with blanks in it may stand first', () => {
  const settings = { format: '$time_local $status' }
  const [document] = documentsOf(readText(nginx, '22/Nov/2026:04:22:05 +0000 200\n', { settings }))
  expect([document!['@timestamp'], document!['http.response.status_code']]).toEqual(['2026-11-22T04:22:05.000Z', 200])
})

test('a line longer than its format is not of the format', () => {
  const short = '$remote_addr [$time_local] "$request" $status'
  const line = '192.0.2.1 [22/Nov/2026:04:22:05 +0000] "GET /ws HTTP/1.1" 101'
  expect(documentsOf(readText(nginx, `${line}\n`, { settings: { format: short } }))).toHaveLength(2)
  const { batch, unread } = readText(nginx, `${line} 66 "-"\n`, { settings: { format: short } })
  expect([batch.length, unread.map(({ reason }) => reason)]).toEqual([0, ['not in this log format']])
})

test('a word with a blank before it may stand behind a number that comes last', () => {
  const settings = { format: '$msec $status $request_time s' }
  const [, connection] = documentsOf(readText(nginx, '5.5 101 2.5 s\n', { settings }))
  expect(connection!['event.duration']).toBe(2_500_000_000)
  const longer = readText(nginx, '5.5 101 2.5 66 s\n', { settings })
  expect([longer.batch.length, longer.unread.map(({ reason }) => reason)]).toEqual([0, ['not in this log format']])
})

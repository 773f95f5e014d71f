// What a HAR's entries mean, and that none of its bytes can do harm.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { har } from '../../../connectors/har/connector.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { sequencesIn } from '../../rows.ts'
import { columnsOf, documentsOf, read, readText } from '../read.ts'

const us = 1_795_321_325_250_000

interface Shape {
  readonly url?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly response?: Readonly<Record<string, string>>
  readonly messages?: readonly object[] | undefined
  readonly more?: object
}

const list = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }))

const entry = ({
  url = 'wss://app.example.com/ws',
  status = 101,
  headers = {},
  response = {},
  messages,
  more,
}: Shape) => ({
  startedDateTime: '2026-11-22T04:22:05.250Z',
  time: 0,
  request: { method: 'GET', url, httpVersion: 'HTTP/1.1', headers: list(headers) },
  response: { status, headers: list(response) },
  ...(messages && { _webSocketMessages: messages }),
  ...more,
})

const document = (...entries: readonly object[]): string => JSON.stringify({ log: { version: '1.2', entries } })

const eventsOf = (...entries: readonly object[]) => documentsOf(readText(har, document(...entries)))
const kinds = (...entries: readonly object[]) =>
  eventsOf(...entries).map((event) => (event['event.category'] as string[])[1])

const message = (type: string, seconds: number, data: string, opcode = 1) => ({
  type,
  time: us / 1e6 + seconds,
  opcode,
  data,
})

test.each([
  [{ messages: [] }, ['handshake', 'connection']],
  [
    { messages: [message('send', 1, 'x'), message('receive', 2, 'A+g=', 8)] },
    ['handshake', 'message', 'close', 'connection'],
  ],
  [{ messages: [message('send', 1, '', 9), message('error', 2, 'x', -1)] }, ['handshake', 'connection']],
  [{}, ['handshake']],
  [{ url: 'https://h.example/', headers: { Upgrade: 'websocket' }, status: 403 }, ['handshake']],
  [{ url: 'https://h.example/', more: { _resourceType: 'websocket' }, status: 0 }, ['handshake']],
  [{ url: 'https://h.example/', status: 200 }, ['request']],
  [{ url: 'https://h.example/', headers: { Upgrade: 'h2c' }, status: 101 }, ['request']],
])('an entry of %j gives %j', (shape, expected) => {
  expect(kinds(entry(shape))).toEqual(expected)
})

test('messages are told in the order of time, with direction, size and text', () => {
  const events = eventsOf(
    entry({ messages: [message('receive', 2, 'grüß'), message('send', 1.000001, 'AAEC', 2), message('send', 3, '')] }),
  )
  expect(
    events
      .slice(1, -1)
      .map((event) => [
        event['@timestamp'],
        event['websocket.direction'],
        event['websocket.message.type'],
        event['websocket.message.bytes'],
        event['websocket.payload.text'],
      ]),
  ).toEqual([
    ['2026-11-22T04:22:06.250001Z', 'client', 'binary', 3, undefined],
    ['2026-11-22T04:22:07.250Z', 'server', 'text', 6, 'grüß'],
    ['2026-11-22T04:22:08.250Z', 'client', 'text', 0, ''],
  ])
  expect(events.at(-1)).toMatchObject({
    'event.duration': 3e9,
    'websocket.client.messages': 2,
    'websocket.server.messages': 1,
  })
})

test('a close frame says who closed, an error that nobody did', () => {
  const closed = eventsOf(entry({ messages: [message('receive', 1, 'A/A=', 8), message('send', 2, '', 8)] }))
  expect(closed.map((event) => event['websocket.close.code'])).toEqual([undefined, 1008, 1005, 1008])
  expect(closed.at(-1)!['websocket.close.by']).toBe('server')
  const failed = eventsOf(entry({ messages: [message('error', 1.5, 'Connection reset', -1)] })).at(-1)!
  expect([failed['websocket.close.by'], failed['event.reason'], failed['event.duration']]).toEqual([
    'transport',
    'Connection reset',
    1.5e9,
  ])
})

test('a cookie that is not in a HAR is not said to be absent', () => {
  const [bare, cookied] = [{}, { Cookie: 'session=x; theme=dark' }].map((headers) => eventsOf(entry({ headers }))[0]!)
  expect([bare!['http.request.cookie.present'], cookied!['http.request.cookie.present']]).toEqual([undefined, true])
  expect(cookied!['http.request.cookie.names']).toEqual(['session', 'theme'])
})

test('a text longer than is kept is cut, and says so', () => {
  const [, event] = eventsOf(entry({ messages: [message('send', 1, 'x'.repeat((1 << 20) + 1))] }))
  expect((event!['websocket.payload.text'] as string).length).toBe(1 << 20)
  expect([event!['websocket.payload.truncated'], event!['websocket.message.bytes']]).toEqual([true, (1 << 20) + 1])
})

test.each([
  ['{"log":{"entries":[{"startedDateTime":"2026-11-22T04:22:05Z"', 'the file ends within an entry'],
  ['{"log":{"version":"1.2"}}', 'no log.entries'],
  ['{"log":{"entries":[{"a":1}]}}', 'not an entry of a HAR'],
  ['{"log":{"entries":[{"startedDateTime":"yesterday","request":{"url":"/"}}]}}', 'not an entry of a HAR'],
  ['{"log":{"entries":[{"a":}]}}', 'not an entry of a HAR'],
])('%s is put aside as %j', (text, reason) => {
  expect(readText(har, text).unread.map((unread) => unread.reason)).toEqual([reason])
})

const anyMessage = fc.record(
  {
    type: fc.constantFrom('send', 'receive', 'error', 'other'),
    time: fc.oneof(fc.double({ min: 1.7e9, max: 1.9e9, noNaN: true }), fc.constantFrom(-1, 1e300)),
    opcode: fc.constantFrom(1, 2, 8, 9, -1),
    data: fc.oneof(fc.string({ unit: 'grapheme' }), fc.base64String()),
  },
  { requiredKeys: ['type'] },
)

const anyEntry = fc.oneof(
  { weight: 4, arbitrary: fc.array(anyMessage, { maxLength: 5 }).map((messages) => entry({ messages })) },
  { weight: 1, arbitrary: fc.record({ startedDateTime: fc.anything(), request: fc.anything() }) },
  { weight: 1, arbitrary: fc.jsonValue() },
)

const wanted = createLayout(['@timestamp', 'event.id', 'websocket.payload.text', 'websocket.close.code', 'url.path'])

test('the events do not depend on how the bytes come, and each has a place of its own', () => {
  fc.assert(
    fc.property(
      fc.array(anyEntry, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      (entries, cuts) => {
        const bytes = Buffer.from(JSON.stringify({ log: { entries } }, null, 1))
        const whole = read(har, bytes, { wanted })
        const cut = read(har, bytes, { wanted, cuts })
        expect(columnsOf(cut)).toEqual(columnsOf(whole))
        expect(documentsOf(cut)).toEqual(documentsOf(whole))
        expect(new Set(sequencesIn(whole.batch)).size).toBe(whole.batch.length)
        expect(new Set(whole.batch.origins.map((origin) => origin.id())).size).toBe(whole.batch.length)
      },
    ),
  )
})

test('no bytes make it throw, and none are left behind at the end', () => {
  const head = Buffer.from('{"log":{"entries":[')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isHar) => {
      read(har, isHar ? Buffer.concat([head, bytes]) : bytes, { cuts: [7] })
    }),
  )
})

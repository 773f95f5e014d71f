// Documents of shippers → events: which id they have, what could not be read, and that sent again they are the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLayout } from '../../src/event/layout.ts'
import { DocumentReader, type SentDocument } from '../../src/intake/documents.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { request } from '../connectors/read.ts'
import { sequencesIn } from '../rows.ts'

const layout = createLayout(['event.id', 'message', 'host.name'])
const line = '192.0.2.7 - - [22/Nov/2026:04:22:05 +0000] "GET /ws HTTP/1.1" 101 66 "-" "Mozilla/5.0"'

function open() {
  const unreadable = new UnreadableLog('shippers', 'bulk')
  let place = 1000
  const reader = new DocumentReader({
    ...{ source: 'shippers', layout, request, aside: unreadable },
    nextPlace: () => place++,
  })
  const read = (documents: readonly (object | string)[], key = 'k', id: string | null = null) => {
    const sent = documents.map((one): SentDocument => {
      const text = typeof one === 'string' ? one : JSON.stringify(one)
      return { text, index: 'logs', id }
    })
    const { batch, problems } = reader.read(sent, key)
    return { batch, problems, ids: batch.origins.map((origin) => origin.id()) }
  }
  return { read, unreadable }
}

const named = { host: { name: 'web1' }, log: { offset: 70, file: { path: '/a.log', inode: '7' } } }
const event = { '@timestamp': '2026-11-22T04:22:05Z', event: { category: 'auth' } }

describe('an id', () => {
  test.each([
    ['a line that its shipper named', { message: line }, 'abc', ['abc:handshake', 'abc:connection']],
    [
      'a line of a file that is known for good',
      { message: line, ...named },
      null,
      ['shippers:web1.7:/a.log:70:handshake', 'shippers:web1.7:/a.log:70:connection'],
    ],
    [
      'a line of a file that may be replaced',
      { message: line, file: '/a.log', offset: 70 },
      null,
      ['k:0:handshake', 'k:0:connection'],
    ],
    ['a line of nowhere', { message: line }, null, ['k:0:handshake', 'k:0:connection']],
    ['an event that has its own', { ...event, 'event.id': 'own' }, 'abc', ['own']],
    ['an event that its shipper named', event, 'abc', ['abc']],
    ['an event of a file', { ...event, ...named }, null, ['shippers:web1.7:/a.log:70']],
    ['an event of nowhere', event, null, ['k:0']],
  ])('of %s', (_name, document, id, ids) => {
    expect(open().read([document], 'k', id).ids).toEqual(ids)
  })
})

test('the order of events is that of the offsets, or of their arrival', () => {
  const { batch } = open().read([{ ...event, ...named }, event, event, { ...event, 'event.sequence': 3 }])
  expect(sequencesIn(batch)).toEqual([70, 1000, 1001, 3])
})

test('what the shipper says beside the line is on its events', () => {
  const { batch } = open().read([{ message: line, ...named }])
  expect(batch.origins[0]!.document()).toMatchObject({
    'host.name': 'web1',
    'log.file.path': '/a.log',
    'url.path': '/ws',
  })
})

test('a line of JSON that its shipper took apart is put together again', () => {
  const parts = {
    '@timestamp': '2026-11-22T04:22:06Z',
    remote_addr: '192.0.2.7',
    time_iso8601: '2026-11-22T04:22:05+00:00',
    status: 101,
    request: 'GET /ws HTTP/1.1',
    body_bytes_sent: 66,
    request_time: 2.5,
  }
  const { batch, problems } = open().read([parts])
  expect(problems).toEqual([null])
  expect(batch.origins.map((origin) => origin.document()['event.dataset'])).toEqual(['nginx', 'nginx'])
})

test('what cannot be read is told document by document, and counted by connector and reason', () => {
  const { read, unreadable } = open()
  const given = ['{', '[]', { message: 'Dear reader' }, { 'event.category': 'auth' }, { message: line }]
  expect(read(given).problems).toEqual([
    { reason: 'not a JSON object', isBroken: true },
    { reason: 'not a JSON object', isBroken: true },
    { reason: 'no connector knows this line', isBroken: false },
    { reason: 'no @timestamp', isBroken: false },
    null,
  ])
  expect(unreadable.list().map(({ connector, reason, count }) => [connector, reason, count])).toEqual([
    ['bulk', 'not a JSON object', 2],
    ['bulk', 'no connector knows this line', 1],
    ['ndjson', 'no @timestamp', 1],
  ])
})

test('the same documents under the same key are the same events, whoever reads them', () => {
  const documents = [{ message: line }, { message: line, ...named }, event]
  const [first, again] = [open().read(documents), open().read(documents)]
  expect(again.batch.origins.map((origin) => origin.document())).toEqual(
    first.batch.origins.map((origin) => origin.document()),
  )
})

test('whatever is sent, each document has its answer', () => {
  const { read } = open()
  const anything = fc.oneof(fc.string(), fc.json(), fc.record({ message: fc.string() }), fc.constant(event))
  fc.assert(
    fc.property(fc.array(anything), (given) => {
      expect(read(given).problems).toHaveLength(given.length)
    }),
  )
})

// A posted body: which lines are taken, what they are called, and that twice is the same as once.
import { expect, test } from 'vitest'
import { readRequest } from '../../src/intake/http.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { request } from '../connectors/read.ts'
import { sequencesIn } from '../rows.ts'
import { layout } from './place.ts'

const body = Buffer.from(
  [
    '{"@timestamp":0,"message":"a"}',
    'nonsense',
    '{"@timestamp":0,"message":"b","event.id":"its own"}',
    '{"message":"without a time"}',
    '{"@timestamp":0,"message":"c"}',
  ].join('\n'),
)

function post(key: string) {
  const unreadable = new UnreadableLog('http', 'ndjson')
  return { ...readRequest(body, key, { source: 'http', layout, request, unreadable }), log: unreadable }
}

test('events are named by the request and their line, unless their sender named them', () => {
  const { batch, accepted, unreadable } = post('key-1')
  expect([accepted, unreadable]).toEqual([3, 2])
  expect(batch.origins.map((origin) => origin.id())).toEqual(['key-1:0', 'its own', 'key-1:4'])
  expect(sequencesIn(batch)).toEqual([0, 2, 4])
})

test('the same request again is the same events', () => {
  const documents = (key: string) => post(key).batch.origins.map((origin) => origin.document())
  expect(documents('key-1')).toEqual(documents('key-1'))
  expect(documents('key-1')).not.toEqual(documents('key-2'))
})

test('what could not be read is counted', () => {
  expect(
    post('k')
      .log.list()
      .map(({ reason, count }) => [reason, count]),
  ).toEqual([
    ['not JSON', 1],
    ['no @timestamp', 1],
  ])
})

test.each(['', '\n\n', '\r\n'])('of the body %j nothing is taken, and nothing is wrong', (text) => {
  const unreadable = new UnreadableLog('http', 'ndjson')
  const result = readRequest(Buffer.from(text), 'k', { source: 'http', layout, request, unreadable })
  expect([result.accepted, result.unreadable]).toEqual([0, 0])
})

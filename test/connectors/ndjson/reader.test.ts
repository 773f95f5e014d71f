// NDJSON: dotted and nested names alike, types made to fit, times of every kind.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ndjson } from '../../../connectors/ndjson/connector.ts'
import { TimeReader } from '../../../connectors/ndjson/time.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { formatTime, parseTime } from '../../../src/event/time.ts'
import { sequencesIn, timesIn } from '../../rows.ts'
import { documentsOf, readText } from '../read.ts'

const wanted = createLayout(['a.b.c', 'source.port', 'websocket.fin', 'websocket.anomaly', 'event.category'])

function column(json: object, field: string): unknown {
  const line = JSON.stringify({ '@timestamp': 0, ...json })
  const { batch } = readText(ndjson, `${line}\n`, { wanted })
  return batch.get(0, wanted.slot(field))
}

test.each([[{ a: { b: { c: 1 } } }], [{ 'a.b': { c: 1 } }], [{ a: { 'b.c': 1 } }], [{ 'a.b.c': 1 }]])(
  '%j has a.b.c',
  (json) => {
    expect(column(json, 'a.b.c')).toBe(1)
  },
)

test.each([
  [{ a: [{ b: { c: 1 } }, { b: { c: 2 } }] }, [1, 2]],
  [{ a: { b: 1, 'b.c': 2 } }, 2],
  [{ 'a.b.c': 1, a: { b: { c: 2 } } }, 2],
  [{ a: { b: { c: { d: 1 } } } }, null],
  [{ a: { b: { c: null } } }, null],
  [{ a: { b: null } }, null],
  [{ a: 7 }, null],
])('of %j, a.b.c is %j', (json, expected) => {
  expect(column(json, 'a.b.c')).toEqual(expected)
})

test.each([
  ['source.port', '80', 80],
  ['source.port', 'http', null],
  ['source.port', '', null],
  ['websocket.fin', 'true', true],
  ['websocket.fin', 1, null],
  ['websocket.anomaly', 'one', ['one']],
  ['websocket.anomaly', ['one', 'two'], ['one', 'two']],
  ['websocket.anomaly', [], null],
])('%s of %j fits as %j', (field, sent, expected) => {
  expect(column({ [field]: sent }, field)).toEqual(expected)
})

describe('names and places', () => {
  const line = (json: object): string => `${JSON.stringify({ '@timestamp': 0, ...json })}\n`

  test('are the sender’s where it gives them, else the offset', () => {
    const text = line({}) + line({ 'event.id': 'mine', event: { sequence: 3 } }) + line({ 'event.sequence': -1 })
    const { batch } = readText(ndjson, text)
    const first = line({}).length
    const third = text.length - line({ 'event.sequence': -1 }).length
    expect(batch.origins.map((origin) => origin.id())).toEqual(['sample:0', 'mine', `sample:${third}`])
    expect(sequencesIn(batch)).toEqual([0, 3, third])
    expect(first).toBeGreaterThan(0)
  })

  test('a name that every object inherits is not found where it was not sent', () => {
    const odd = createLayout(['constructor', 'toString', 'constructor.name', '__proto__.x'])
    const { batch } = readText(ndjson, line({}), { wanted: odd })
    expect(odd.fields.map((_name, slot) => batch.get(0, slot))).toEqual([null, null, null, null])
  })
})

test('a time in milliseconds keeps its microseconds', () => {
  const { batch } = readText(ndjson, '{"@timestamp":1795321325123.456}\n')
  expect(timesIn(batch)).toEqual([1_795_321_325_123_456])
})

const anyTime = fc.oneof(
  fc
    .record({ us: fc.integer({ min: 0, max: 4e15 }), nanos: fc.integer({ min: 0, max: 999 }) })
    .map(({ us, nanos }) => formatTime(us, nanos)),
  fc.constantFrom(
    '2026-02-30T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:59:60Z',
    '2026-13-01T00:00:00.000Z',
    '',
  ),
  fc.constantFrom('2026-11-22T04:22:05.1Z', '2026-11-22 04:22:05,123456+01:00', '2026-11-22T04:22:05.1234Z', 'x'),
)

test('the reader that remembers a minute reads as the one that does not', () => {
  fc.assert(
    fc.property(fc.array(anyTime), (texts) => {
      const reader = new TimeReader()
      const read = (text: string) => (reader.read(text) ? { us: reader.us, nanos: reader.nanos } : null)
      expect(texts.map(read)).toEqual(texts.map(parseTime))
    }),
  )
})

test('a whole event says when, in words that every reader takes', () => {
  const [document] = documentsOf(readText(ndjson, '{"@timestamp":1795321325123}\n'))
  expect(document!['@timestamp']).toBe('2026-11-22T04:22:05.123Z')
})

// What was read is the same after it went through a journal, whether its sender's own text or a document went.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { userOrigin } from '../../src/application/origin.ts'
import type { Batch, Origin } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { beginning } from '../../src/event/position.ts'
import { readJournal, rowWriter, writeJournal } from '../../src/pipeline/journal.ts'
import { readText } from '../connectors/read.ts'

const layout = createLayout(['event.id', 'source.ip', 'client.ip', 'websocket.fin', 'a.b', 'user.name'])

const read = (events: readonly object[]): Batch =>
  readText(ndjson, events.map((event) => `${JSON.stringify(event)}\n`).join(''), { wanted: layout }).batch

const rowsOf = (batch: Batch) =>
  Array.from({ length: batch.length }, (_, row) => ({
    place: [batch.times[row], batch.nanos[row], batch.sequences[row], batch.categories[row]],
    id: batch.origin(row).id(),
    document: batch.origin(row).document(),
    values: batch.columns.map((column) => column.at(row)),
  }))

const through = (batch: Batch, into = layout): Batch => {
  const rows = Array.from({ length: batch.length }, (_, row) => row)
  const text = writeJournal('s', beginning, batch, rows)
  expect(text).not.toContain('\n')
  return readJournal(text, into).batch
}

const names = fc.constantFrom(
  'a',
  'a.b',
  'b',
  'event.id',
  'source',
  'source.ip',
  'websocket.fin',
  'event.dataset',
  'ü"\\',
)
const events = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })).map((event) => ({ ...event, '@timestamp': 1e9 }))

test('events as their sender wrote them', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 5 }), (sent) => {
      const batch = read(sent)
      expect(rowsOf(through(batch))).toEqual(rowsOf(batch))
    }),
  )
})

test('events of which only a document is had', () => {
  const batch = read([{ '@timestamp': 1e9, a: { b: 'x' } }])
  const { id, document } = batch.origin(0)
  const origin: Origin = { id: id.bind(batch.origins[0]), document: document.bind(batch.origins[0]) }
  batch.setOrigin(0, origin)
  expect(rowsOf(through(batch))).toEqual(rowsOf(batch))
})

test('what became known of an event', () => {
  const batch = read([{ '@timestamp': 1e9, 'user.name': 'sent' }])
  batch.setOrigin(0, userOrigin(userOrigin(batch.origin(0), 'first'), 'erin'))
  expect(through(batch).origin(0).document()).toMatchObject({ 'user.name': 'erin' })
  expect(rowsOf(through(batch))).toEqual(rowsOf(batch))
})

test('a field that nobody read when it was written comes from the event', () => {
  const batch = read([{ '@timestamp': 1e9, more: { here: '7' }, 'source.port': '80' }])
  const wider = createLayout(['more.here', 'source.port', 'source.ip'])
  const { columns } = through(batch, wider)
  expect(columns.map((column) => column.at(0))).toEqual(['7', null, 80])
})

test('a row is written once for all places that it goes to', () => {
  const batch = read([{ '@timestamp': 1e9 }])
  const origin = batch.origin(0)
  let asked = 0
  batch.setOrigin(0, {
    id: () => 'one',
    document: () => origin.document(),
    written: () => {
      asked++
      return origin.written!()
    },
  })
  const write = rowWriter(batch)
  expect(write(0)).toBe(write(0))
  expect(asked).toBe(1)
})

test('a text that was cut off is found where it is read, and not when somebody wants to see its events', () => {
  const batch = read([
    { '@timestamp': 1e9, 'a.b': 'x' },
    { '@timestamp': 2e9, 'a.b': 'y' },
  ])
  const text = writeJournal('s', beginning, batch, [0, 1])
  for (let length = 0; length < text.length; length++)
    expect(() => readJournal(text.slice(0, length), layout)).toThrow()
})

test('what was not filled for the rules of then comes from the event, where there are others now', () => {
  const batch = read([{ '@timestamp': 1e9, 'a.b': 'x', 'user.name': 'anna', 'client.ip': '203.0.113.9' }])
  batch.set(0, layout.slot('a.b'), null)
  batch.set(0, layout.slot('user.name'), '')
  const text = writeJournal('s', beginning, batch, [0], { rules: 'then' })
  const readBy = (rules?: string) => {
    const { batch: again } = readJournal(text, layout, rules)
    return ['a.b', 'user.name', 'client.ip', 'websocket.fin'].map((field) => again.get(0, layout.slot(field)))
  }
  expect(readBy('then')).toEqual([null, '', '203.0.113.9', null])
  expect(readBy('now')).toEqual(['x', 'anna', '203.0.113.9', null])
})

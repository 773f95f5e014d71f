// Decoding in batches: what it writes to rows and documents, and what it leaves alone.
import { describe, expect, test } from 'vitest'
import { Batch } from '../../src/event/batch.ts'
import { categoryBits } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import { octetsField } from '../../src/event/schema.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import { readJournal, recorded, writeJournal } from '../../src/pipeline/journal.ts'
import { Decoding, decodingNeeds } from '../../src/subprotocol/decoding.ts'

type Fields = Readonly<Record<string, Value>>

const layoutOf = (...fields: string[]) => createLayout([...fields, ...decodingNeeds(new Set(fields))])

/** Messages as rows, before they are decoded. */
function batchOf(layout: ReturnType<typeof layoutOf>, messages: readonly Fields[], category = 'message'): Batch {
  const batch = new Batch(layout)
  for (const fields of messages) {
    const id = `m${batch.length}`
    const row = batch.add(
      categoryBits([category]),
      batch.length,
      0,
      batch.length,
      recorded(id, fields as EventDocument),
    )
    for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  }
  return batch
}

function decoded(fields: readonly string[], ...messages: Fields[]): Batch {
  const batch = batchOf(layoutOf(...fields), messages)
  new Decoding().extend(batch)
  return batch
}

const column = (batch: Batch, name: string): Value[] =>
  Array.from({ length: batch.length }, (_, row) => batch.get(row, batch.layout.slot(name)))

const call = (params: unknown, method = 'transfer'): Fields => ({
  'websocket.payload.text': JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
})

test('what rules read of a message has its value, of whatever type it is there', () => {
  const batch = decoded(
    ['rpc.method', 'rpc.params.amount', 'rpc.params.to.0'],
    call({ amount: 5000, to: ['a', 'b'] }),
    call({ amount: '5000' }),
    call([1]),
    { 'websocket.payload.text': 'hello' },
  )
  expect(column(batch, 'rpc.method')).toEqual(['transfer', 'transfer', 'transfer', null])
  expect(column(batch, 'rpc.params.amount')).toEqual([5000, '5000', null, null])
  expect(column(batch, 'rpc.params.to.0')).toEqual(['a', null, null, null])
})

test('the event shows the fixed fields, those that rules read, and no others', () => {
  const batch = decoded(['rpc.params.amount'], call({ amount: 5000, password: 'secret' }))
  const { 'websocket.payload.text': _, ...shown } = batch.origin(0).document()
  expect(shown).toEqual({
    'rpc.version': '2.0',
    'rpc.kind': 'request',
    'rpc.id': '1',
    'rpc.method': 'transfer',
    'rpc.params.amount': 5000,
  })
})

test('nothing is asked for where no rule reads a field of a subprotocol', () => {
  expect(decodingNeeds(new Set(['url.path', 'rpcx.method', 'user.name']))).toEqual([])
  expect(decodingNeeds(new Set(['rpc.method']))).not.toContain(octetsField)
  expect(decodingNeeds(new Set(['mqtt.topic']))).toContain(octetsField)
  const batch = batchOf(layoutOf('user.name'), [call({})])
  const [origin] = batch.origins
  new Decoding().extend(batch)
  expect(batch.origin(0)).toBe(origin)
})

test('only messages are decoded', () => {
  const batch = batchOf(layoutOf('rpc.method'), [call({})], 'frame')
  new Decoding().extend(batch)
  expect(column(batch, 'rpc.method')).toEqual([null])
})

test('what an event brings itself stands as it is', () => {
  const batch = decoded(['rpc.method', 'rpc.params.amount'], { ...call({ amount: 1 }), 'rpc.method': 'own' })
  expect(column(batch, 'rpc.method')).toEqual(['own'])
  expect(column(batch, 'rpc.params.amount')).toEqual([1])
  expect(batch.origin(0).document()).toMatchObject({ 'rpc.method': 'own', 'rpc.id': '1', 'rpc.params.amount': 1 })
})

test('an event that was sent is written down as it was, with what became known of it', () => {
  const sent = { websocket: { payload: call({ amount: 1 })['websocket.payload.text'] }, rpc: { method: 'own' } }
  const batch = batchOf(layoutOf('rpc.method', 'rpc.params.amount'), [{ ...call({ amount: 1 }), 'rpc.method': 'own' }])
  const written = { text: JSON.stringify(sent), dataset: 'x', learned: { 'user.name': 'eve' } }
  batch.setOrigin(0, { ...batch.origin(0), written: () => written })
  new Decoding().extend(batch)
  const { text, learned } = batch.origin(0).written!()
  expect(text).toBe(written.text)
  expect(learned).toEqual({
    ...{ 'user.name': 'eve', 'rpc.version': '2.0', 'rpc.kind': 'request', 'rpc.id': '1' },
    'rpc.params.amount': 1,
  })
})

test('a batch that is decoded twice is as one that is decoded once', () => {
  const batch = decoded(['rpc.method', 'rpc.params.items[*]'], call({ items: [{ id: 1 }] }))
  const before = structuredClone(batch.columns)
  const document = batch.origin(0).document()
  new Decoding().extend(batch)
  expect(batch.columns).toEqual(before)
  expect(batch.origin(0).document()).toEqual(document)
})

test('octets are decoded and not kept', () => {
  const octets = Buffer.from('30090001613221', 'hex').toString('base64')
  const publish = Buffer.from([0x30, 5, 0, 1, 0x61, 0x68, 0x69]).toString('base64')
  const batch = decoded(
    ['mqtt.topic', 'mqtt.text'],
    { [octetsField]: publish, 'websocket.subprotocol': 'mqtt' },
    { [octetsField]: publish },
    { [octetsField]: octets, 'url.path': '/mqtt' },
  )
  expect(column(batch, 'mqtt.topic')).toEqual(['a', null, 'a'])
  expect(column(batch, 'mqtt.text')).toEqual(['hi', null, '2!'])
  expect(column(batch, octetsField)).toEqual([null, null, null])
})

test('where rules change, what is decoded follows the rows', () => {
  const decoding = new Decoding()
  const [one, two] = [batchOf(layoutOf('rpc.method'), [call({})]), batchOf(layoutOf('rpc.id'), [call({})])]
  decoding.extend(one)
  decoding.extend(two)
  expect([column(one, 'rpc.method'), column(two, 'rpc.id')]).toEqual([['transfer'], ['1']])
})

test('a row that is read back from the journal is the one that was written', () => {
  const fields = ['rpc.method', 'rpc.params.amount', 'rpc.params.items[*]']
  const batch = decoded(fields, call({ amount: 2, items: [{ id: 1, v: 'q' }] }))
  const line = writeJournal('s', { us: 0, nanos: 0, sequence: 0 }, batch, [0])
  const { batch: again } = readJournal(line, batch.layout)
  new Decoding().extend(again)
  for (const name of fields) expect(column(again, name)).toEqual(column(batch, name))
  expect(again.origin(0).document()).toEqual(batch.origin(0).document())
})

describe('arrays of an event that was sent as JSON', () => {
  const sent = {
    order: {
      lines: [
        { sku: 'A7', count: 3 },
        { sku: 'B1', count: 200 },
      ],
    },
  }

  test('have their elements whole', () => {
    const batch = batchOf(createLayout(['order.lines[*]']), [{}], 'log')
    const written = { text: JSON.stringify(sent), dataset: 'x', learned: null }
    batch.setOrigin(0, { ...batch.origin(0), written: () => written })
    new Decoding().extend(batch)
    expect(column(batch, 'order.lines[*]')).toEqual([sent.order.lines])
  })

  test('have none where nobody knows how it was sent', () => {
    const batch = batchOf(createLayout(['order.lines[*]']), [{}], 'log')
    new Decoding().extend(batch)
    expect(column(batch, 'order.lines[*]')).toEqual([null])
  })
})

// A batch whose columns were chosen for other rules.
import { expect, test } from 'vitest'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import { relaid } from '../../src/event/relaid.ts'

const request = categoryBit('request')
const fields = ['client.ip', 'websocket.anomaly']
const now = createLayout(['client.ip'], [{ fields: ['client.ip'], categories: request }])

const ofAnAnomaly = { fields, categories: request, needs: [['websocket.anomaly']] }
const ofMessages = { fields, categories: categoryBit('message') }

test.each([
  ['was read only of events that have something else', [ofAnAnomaly], 1],
  ['was read of other events alone', [ofMessages], 1],
  ['was read, and is null because the event does not have it', [ofAnAnomaly, { fields, categories: request }], 0],
])('a field that %s', (_, readers, asked) => {
  let documents = 0
  const document = () => {
    documents++
    return { 'client.ip': '203.0.113.9' }
  }
  const batch = new Batch(createLayout(fields, readers))
  batch.add(request, 1, 0, 0, { id: () => 'a', document })
  expect(relaid(batch, now).get(0, 0)).toBe(asked === 1 ? '203.0.113.9' : null)
  expect(documents).toBe(asked)
})

test('a text that was left out for want of what was sought in it', () => {
  const path = ['url.path']
  const batch = new Batch(createLayout(path, [], { soughtIn: new Map([['url.path', ['.git']]]) }))
  for (const document of [{ 'url.path': '/admin' }, { 'url.path': '' }]) {
    batch.add(request, 1, 0, 0, { id: () => 'a', document: () => document })
    batch.set(batch.length - 1, 0, '')
  }
  const again = relaid(batch, createLayout(path))
  expect(again.columns[0]!.list(2)).toEqual(['/admin', ''])
})

test('what the events were read from is given back all the same', () => {
  const batch = new Batch(createLayout(fields))
  batch.onSettled = () => {}
  expect(relaid(batch, now).onSettled).toBe(batch.onSettled)
})

// Events in the real Elasticsearch: each is there once, under its id, found by its fields.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventWriter } from '../../../src/store/elastic/write-events.ts'
import { elasticServer } from '../../servers.ts'
import { messageEvent, start } from '../../store/incidents.ts'
import { type Opened, openElastic } from './open.ts'

const server = await elasticServer()

describe.skipIf(server === null)('events in Elasticsearch', () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await openElastic(server!.url)
  })
  afterAll(() => opened.close())

  const found = async (query: object): Promise<readonly { readonly _id?: string }[]> => {
    await opened.refresh()
    const { hits } = await opened.elastic.client.search({ index: opened.names.events, query, size: 100 })
    return hits.hits
  }

  test('they are there once, however often they are written', async () => {
    const writer = eventWriter({ ...opened, onRefused: (id) => expect.unreachable(id) })
    const events = Array.from({ length: 5 }, (_, n) => messageEvent(start + n, `message ${n}`, '203.0.113.9'))
    await writer.write(events)
    await writer.write(events)
    expect(await found({ term: { 'source.ip': '203.0.113.0/24' } })).toHaveLength(5)
    expect(await found({ match: { 'websocket.payload.text.text': '3' } })).toMatchObject([
      {
        _id: `capture:${start + 3}`,
        _source: { data_stream: { dataset: 'tripline.event' }, event: { module: 'tripline', dataset: 'sensor' } },
      },
    ])
  })

  test('a value that its field does not take costs that field, not the event', async () => {
    const writer = eventWriter({ ...opened, onRefused: (id) => expect.unreachable(id) })
    const odd = messageEvent(start + 100, 'odd', 'no address at all')
    await writer.write([odd])
    expect(await found({ term: { 'websocket.payload.text': 'odd' } })).toHaveLength(1)
  })

  test('an id of any length is one; an event that is refused is told of, and the others are written', async () => {
    const refused: string[] = []
    const writer = eventWriter({ ...opened, onRefused: (id, reason) => void refused.push(`${id}: ${reason}`) })
    const long = { ...messageEvent(start + 200, 'long', null), event: { id: 'x'.repeat(2000) } }
    const broken = { ...messageEvent(start + 300, 'broken', null), source: 'no object' }
    await writer.write([long, broken, messageEvent(start + 400, 'whole', null)])
    await writer.write([long])
    expect(refused).toEqual([expect.stringMatching(/^capture:\d+: document_parsing_exception/)])
    expect(await found({ terms: { 'websocket.payload.text': ['long', 'whole'] } })).toHaveLength(2)
  })
})

// Setting up a real Elasticsearch that is in use: new fields reach its streams, and no event comes before the templates.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setupElastic } from '../../../src/store/elastic/setup.ts'
import { eventWriter } from '../../../src/store/elastic/write-events.ts'
import { elasticServer } from '../../servers.ts'
import { messageEvent, start } from '../../store/incidents.ts'
import { type Opened, openElastic } from './open.ts'

const server = await elasticServer()

describe.skipIf(server === null)('setting up Elasticsearch', () => {
  let opened: Opened
  beforeEach(async () => {
    opened = await openElastic(server!.url)
  })
  afterEach(() => opened.close())

  test('again, once a stream has documents, finds everything as it should be', async () => {
    const writer = eventWriter({ ...opened, onRefused: (id) => expect.unreachable(id) })
    await writer.write([messageEvent(start, 'there', '203.0.113.9')])
    const steps = await setupElastic(opened.elastic, opened.names)
    const stream = steps.find(({ name }) => name === opened.names.events)
    expect(stream).toEqual({ what: 'data stream', name: opened.names.events, outcome: 'unchanged' })
  })

  test('events wait for it, however often it fails', async () => {
    let left = 3
    const prepare = async (): Promise<void> => {
      left--
      if (left > 0) await opened.elastic.ask((client) => client.indices.get({ index: 'there_is_none' }))
      expect(await count()).toBe(0)
    }
    const count = async (): Promise<number> => {
      await opened.refresh()
      const { count } = await opened.elastic.client.count({
        index: opened.names.events,
        q: 'late',
        ignore_unavailable: true,
      })
      return count
    }
    const writer = eventWriter({ ...opened, prepare, onRefused: (id) => expect.unreachable(id) })
    await writer.write([messageEvent(start + 1, 'late', '203.0.113.9')])
    expect(left).toBe(0)
    expect(await count()).toBe(1)
  })
})

// Laws of the search text on the real Elasticsearch: never an error, and what is in an incident is found by its words.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { elasticIncidents } from '../../../src/store/elastic/incident-store.ts'
import { indexIncidents } from '../../../src/store/elastic/index-incidents.ts'
import { elasticServer } from '../../servers.ts'
import { incident } from '../../store/incidents.ts'
import { typedText } from '../../store/typed-text.ts'
import { type Opened, openElastic } from './open.ts'

const server = await elasticServer()

describe.skipIf(server === null)('search text in Elasticsearch', () => {
  let opened: Opened
  const texts = fc.sample(typedText, { numRuns: 200, seed: 7 })
  beforeAll(async () => {
    opened = await openElastic(server!.url)
    const entries = texts.map((payload, n) => ({
      ...{ id: String(n), atMs: 0 },
      change: { kind: 'raised' as const, incident: incident({ id: `i${n}`, payload }) },
    }))
    expect(await indexIncidents(entries, opened)).toEqual([])
    await opened.refresh()
  })
  afterAll(() => opened.close())

  test('no text is a syntax error', async () => {
    const { search } = elasticIncidents(opened.elastic, opened.names)
    await fc.assert(
      fc.asyncProperty(typedText, async (text) => {
        expect((await search({ text, limit: 1 })).total).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 100 },
    )
  })

  test('an incident is found by any text that its evidence holds', async () => {
    const { search } = elasticIncidents(opened.elastic, opened.names)
    for (const [n, text] of texts.entries()) {
      const { incidents } = await search({ text, limit: 1000 })
      expect(incidents.map(({ id }) => id)).toContain(`i${n}`)
    }
  })
})

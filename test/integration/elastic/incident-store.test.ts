// The contract of incident stores, held against the real Elasticsearch; changes reach it as a spool's entries do.
import { afterAll, beforeAll, describe } from 'vitest'
import { elasticIncidents } from '../../../src/store/elastic/incident-store.ts'
import { indexIncidents } from '../../../src/store/elastic/index-incidents.ts'
import { expireIncidents } from '../../../src/store/elastic/retention.ts'
import { incidentContract } from '../../contracts/incident.contract.ts'
import { elasticServer } from '../../servers.ts'
import { type Opened, openElastic } from './open.ts'

const server = await elasticServer()

describe.skipIf(server === null)('with a real server', () => {
  let opened: Opened
  let indices = 0
  beforeAll(async () => {
    opened = await openElastic(server!.url)
  })
  afterAll(() => opened.close())

  incidentContract('Elasticsearch', async () => {
    // An index of its own, which the first document makes; the stream, which takes longer to make, is shared.
    const names = { ...opened.names, incidents: `${opened.names.incidents}-${++indices}` }
    const { elastic } = opened
    const { client } = elastic
    return {
      store: elasticIncidents(elastic, names),
      async take(changes, atMs) {
        const entries = changes.map((change, at) => ({ id: String(at), atMs, change }))
        const letters = await indexIncidents(entries, { ...opened, names })
        if (letters.length > 0) throw new Error(letters[0]!.reason)
        await client.indices.refresh({ index: names.incidents })
      },
      expire: (beforeMs) => expireIncidents(elastic, names, beforeMs),
      close: async () => {
        await client.indices.delete({ index: names.incidents }, { ignore: [404] })
      },
    }
  })
})

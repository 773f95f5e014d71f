// The contract of incident stores, held against the real Elasticsearch; changes reach it as a spool's entries do.
import { describe } from 'vitest'
import { elasticIncidents } from '../../../src/store/elastic/incident-store.ts'
import { indexIncidents } from '../../../src/store/elastic/index-incidents.ts'
import { expireIncidents } from '../../../src/store/elastic/retention.ts'
import { incidentContract } from '../../contracts/incident.contract.ts'
import { elasticServer } from '../../servers.ts'
import { openElastic } from './open.ts'

const server = await elasticServer()

describe.skipIf(server === null)('Elasticsearch', () => {
  incidentContract('Elasticsearch', async () => {
    const opened = await openElastic(server!.url)
    const { elastic, names, refresh, close } = opened
    return {
      store: elasticIncidents(elastic, names),
      async take(changes, atMs) {
        const letters = await indexIncidents(
          changes.map((change, at) => ({ id: String(at), atMs, change })),
          opened,
        )
        if (letters.length > 0) throw new Error(letters[0]!.reason)
        await refresh()
      },
      expire: (beforeMs) => expireIncidents(elastic, names, beforeMs),
      close,
    }
  })
})

// A time → incidents whose last change was committed before it are gone from the index.
import type { Client } from '@elastic/elasticsearch'
import type { Elastic } from './connect.ts'
import type { ElasticNames } from './names.ts'

/** Documents looked up and deleted at a time. */
const batchSize = 1000

/** Returns how many went. The data streams have a lifecycle of their own. */
export function expireIncidents(
  elastic: Elastic,
  { incidents: index }: ElasticNames,
  beforeMs: number,
): Promise<number> {
  return elastic.ask(async (client) => {
    let gone = 0
    for (;;) {
      await client.indices.refresh({ index, ignore_unavailable: true })
      const old = await oldest(client, index, beforeMs)
      const deleted = old.length === 0 ? 0 : await remove(client, index, old)
      if (deleted === 0) return gone
      gone += deleted
    }
  })
}

interface Found {
  readonly _id?: string
  readonly _seq_no?: number
  readonly _primary_term?: number
}

async function oldest(client: Client, index: string, beforeMs: number): Promise<readonly Found[]> {
  const { hits } = await client.search({
    index,
    ignore_unavailable: true,
    size: batchSize,
    seq_no_primary_term: true,
    _source: false,
    query: { range: { 'tripline.search.recorded': { lt: new Date(beforeMs).toISOString() } } },
  })
  return hits.hits
}

/** Only as they were found: one that was changed meanwhile is not old any more. */
async function remove(client: Client, index: string, found: readonly Found[]): Promise<number> {
  const operations = found.map(({ _id, _seq_no, _primary_term }) => ({
    delete: { _index: index, _id: _id!, if_seq_no: _seq_no!, if_primary_term: _primary_term! },
  }))
  const { items } = await client.bulk({ operations })
  return items.filter((item) => item.delete?.status === 200).length
}

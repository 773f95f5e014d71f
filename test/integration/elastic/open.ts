// For tests against the real Elasticsearch: a connection, and names that no other test has.
import type { Elastic } from '../../../src/store/elastic/connect.ts'
import { connectElastic } from '../../../src/store/elastic/connect.ts'
import { type ElasticNames, elasticNames } from '../../../src/store/elastic/names.ts'
import type { Patience } from '../../../src/store/elastic/patience.ts'
import { setupElastic } from '../../../src/store/elastic/setup.ts'
import { freshPrefix } from '../../servers.ts'

export interface Opened extends Patience {
  readonly elastic: Elastic
  readonly names: ElasticNames
  readonly namespace: string
  readonly now: () => number
  readonly onTrouble: (error: unknown) => void
  /** Makes what was written visible, in all of them. */
  refresh(): Promise<void>
  close(): Promise<void>
}

export async function openElastic(url: string): Promise<Opened> {
  const namespace = freshPrefix()
  const names = elasticNames(namespace)
  const elastic = await connectElastic({ url, namespace })
  await setupElastic(elastic, names)
  const { client } = elastic
  const all = Object.values(names)
  return {
    elastic,
    names,
    namespace,
    now: () => Date.parse('2026-03-02T00:00:00Z'),
    signal: new AbortController().signal,
    random: () => 0,
    firstPauseMs: 10,
    onTrouble: () => {},
    onWorks: () => {},
    refresh: async () => {
      await client.indices.refresh({ index: all, ignore_unavailable: true })
    },
    close: async () => {
      await client.indices.delete({ index: names.incidents }, { ignore: [404] })
      await elastic.close()
    },
  }
}

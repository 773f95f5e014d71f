// `store.elasticsearch` of the config → the search server, with the secrets that the config names files for.
import { OperationalError } from '../errors.ts'
import type { Elastic } from '../store/elastic/connect.ts'
import { type ElasticNames, elasticNames } from '../store/elastic/names.ts'
import type { FoundConfig } from './config.ts'
import { readCredentials } from './credentials.ts'
import type { Log } from './run/log.ts'
import { StoreHealth } from './run/store-health.ts'
import type { SearchServer } from './search-server.ts'

export interface OpenElastic {
  readonly elastic: Elastic
  readonly names: ElasticNames
  readonly namespace: string
}

/** The client is loaded only here, when a config names a server. No request is made yet. */
export async function openElastic(found: FoundConfig): Promise<OpenElastic> {
  const { config, path } = found
  const settings = config.store.elasticsearch
  if (!settings) {
    const details = `${path ?? 'The default config'} names no Elasticsearch. Say where it is: "store: { elasticsearch: { url: http://127.0.0.1:9200 } }".`
    throw new OperationalError('CONFIG_INVALID', { details })
  }
  const { url, cloud_id: cloudId, namespace } = settings
  const server = url === undefined ? { cloudId: cloudId! } : { url }
  const { connectElastic } = await import('../store/elastic/connect.ts')
  const elastic = await connectElastic({ ...server, ...readCredentials(found), namespace })
  return { elastic, names: elasticNames(namespace), namespace }
}

export async function openSearchServer(found: FoundConfig, log: Log): Promise<SearchServer> {
  const { elastic, names, namespace } = await openElastic(found)
  const { elasticIncidents } = await import('../store/elastic/incident-store.ts')
  const { expireIncidents } = await import('../store/elastic/retention.ts')
  const { Forwarder } = await import('../store/elastic/forwarder.ts')
  const { eventWriter } = await import('../store/elastic/write-events.ts')
  const { ensureSetup } = await import('../store/elastic/setup.ts')
  const health = new StoreHealth(log, () => performance.now(), 'Indexing')
  let isSetUp = false
  const prepare = async (): Promise<void> => {
    if (!isSetUp) await ensureSetup(elastic, names)
    isSetUp = true
  }
  return {
    incidents: elasticIncidents(elastic, names),
    expire: (beforeMs) => expireIncidents(elastic, names, beforeMs),
    forward: (spool, deadLetters) =>
      new Forwarder({
        ...{ elastic, names, namespace, spool, deadLetters, prepare },
        now: Date.now,
        random: Math.random,
        onTrouble: (error) => health.failed(error),
        onWorks: () => health.worked(),
      }),
    writeEvents: (documents, signal) =>
      eventWriter({
        ...{ elastic, names, namespace, signal, prepare },
        now: Date.now,
        random: Math.random,
        onTrouble: (error) => health.failed(error),
        onWorks: () => health.worked(),
        onRefused: (id, reason) => log.warn('An event was refused by Elasticsearch.', { id, reason }),
      }).write(documents),
    close: () => elastic.close(),
  }
}

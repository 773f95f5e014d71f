// The config → what the run hands its deliveries to. What only one kind needs is loaded only for it.
import { OperationalError } from '../../errors.ts'
import type { FoundConfig } from '../config.ts'
import type { LoadedRules } from '../rules.ts'
import type { SearchServer } from '../search-server.ts'
import type { BackEnd } from './back-end.ts'
import { EventIndexer } from './event-indexer.ts'
import type { Watching } from './sender.ts'

export interface BackEndParts extends Watching {
  /** The run cannot go on as it is. */
  readonly onRefused: (error: Error) => void
}

export async function openBackEnd(found: FoundConfig, rules: LoadedRules, parts: BackEndParts): Promise<BackEnd> {
  const search = found.config.store.elasticsearch ? await openSearch(found, parts) : null
  const backEnd = found.config.queue
    ? await openWithQueue(found, rules, parts, search)
    : await (await import('./alone.ts')).openAlone(found, rules, { ...parts, search })
  const categories = found.config.store.elasticsearch?.events ?? []
  return search === null || categories.length === 0 ? backEnd : withEvents(backEnd, search, { ...parts, categories })
}

async function openWithQueue(
  found: FoundConfig,
  rules: LoadedRules,
  parts: BackEndParts,
  search: SearchServer | null,
): Promise<BackEnd> {
  if (search === null) throw new OperationalError('CONFIG_INVALID', { details: withoutSearch })
  const { openScaled } = await import('./scaled.ts')
  return openScaled(found, rules, { ...parts, search })
}

/** How long a stop waits for events to be indexed. */
const eventsGraceMs = 2000

/** Events that come in are indexed besides. */
function withEvents(
  backEnd: BackEnd,
  search: SearchServer,
  { log, categories }: BackEndParts & { readonly categories: readonly string[] },
): BackEnd {
  const stopping = new AbortController()
  const indexer = new EventIndexer({
    ...{ categories, log },
    write: (documents) => search.writeEvents(documents, stopping.signal),
  })
  return {
    ...backEnd,
    metrics: { ...backEnd.metrics, tripline_events_unindexed_total: () => indexer.dropped },
    heard(delivery) {
      backEnd.heard(delivery)
      indexer.offer(delivery.batch)
    },
    async stop() {
      await Promise.all([backEnd.stop(), indexer.stop(eventsGraceMs)])
      stopping.abort()
    },
  }
}

const withoutSearch =
  'A config with "queue" needs "store.elasticsearch" as well: workers put incidents there, and the console reads them there.'

async function openSearch(found: FoundConfig, { log }: BackEndParts): Promise<SearchServer> {
  const { openSearchServer } = await import('../elastic.ts')
  return openSearchServer(found, log)
}

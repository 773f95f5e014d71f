// A run that evaluates nothing itself: sources → batches in Redis, for workers; incidents are looked up in Elasticsearch.
import { randomUUID } from 'node:crypto'
import { noneForgotten } from '../../engine/bounds.ts'
import { OperationalError } from '../../errors.ts'
import { publishLists } from '../../queue/redis/lists.ts'
import { readOverview } from '../../queue/redis/overview.ts'
import { type PartitionStats, readStats } from '../../queue/redis/partition-stats.ts'
import { knowsRequest } from '../../queue/redis/requests.ts'
import { allOutboxes } from '../../store/redis/outboxes.ts'
import { unreadableStore } from '../../store/redis/unreadable.ts'
import { type FoundConfig, runRequestSettings } from '../config.ts'
import { applyAll } from '../list-files.ts'
import { answers, queueConfig, sharedKey } from '../queue.ts'
import { handedOn, type LoadedRules } from '../rules.ts'
import type { SearchServer } from '../search-server.ts'
import type { BackEnd, RunStore } from './back-end.ts'
import { queueCheck } from './health.ts'
import { httpSource } from './ingest.ts'
import { openProducing } from './producing.ts'
import { queueMetrics } from './queue-metrics.ts'
import type { Watching } from './sender.ts'
import { StoreHealth } from './store-health.ts'

/** What the end of the producer takes at most. */
const producerGraceMs = 3000

const monotonicMs = (): number => performance.now()

export interface ScaledParts extends Watching {
  readonly search: SearchServer
  /** The run cannot go on as it is. */
  readonly onRefused: (error: OperationalError) => void
}

export async function openScaled(found: FoundConfig, rules: LoadedRules, parts: ScaledParts): Promise<BackEnd> {
  const { log, meter, search, onRefused } = parts
  const health = new StoreHealth(log, monotonicMs, 'Redis')
  let isEnding = false
  const producing = await openProducing({
    ...{ found, rules, meter, log },
    onRefused(error) {
      isEnding = true
      onRefused(error)
    },
    onCommit: () => health.worked(),
    onTrouble: (error) => health.failed(error),
  })
  const { producer, link, partitions } = producing
  if (producing.rulesAreOfAnother)
    log.warn('Another tripline run has published other rules: this one goes by them, until its own are changed.')
  await producer.addSource({ ...httpSource, silence: 'runs-on' })
  /** Of this process: another one of the same name is another owner. */
  const owner = randomUUID()
  const store: RunStore = {
    ...search.incidents,
    ...allOutboxes(link, partitions),
    ...unreadableStore(link),
    knowsRequest: (key) => knowsRequest(link, key, owner),
    expire: (beforeMs) => search.expire(beforeMs),
  }

  let evaluated: PartitionStats = { events: {}, rules: [], forgotten: noneForgotten }

  return {
    mode: 'producer',
    rules: producing.rules,
    request: await runRequestSettings(found, () => sharedKey(link)),
    sink: producer,
    store,
    checks: [queueCheck(() => answers(link))],
    metrics: {
      ...queueMetrics({
        read: () => readOverview(link),
        waiting: () => producer.waiting,
        lifeMs: queueConfig(found).lease / 1000,
      }),
      tripline_rule_errors_total: () => producer.failures().map(({ rule, errors }) => [rule, errors]),
      tripline_events_routed_total: () => producer.counts.routed,
      tripline_queue_full_total: () => producer.counts.waits,
    },
    /** Who routes by other rules begins anew with them. */
    async changeRules() {
      isEnding = true
      onRefused(new OperationalError('RULES_CHANGED'))
    },
    async changeLists(changes, changed) {
      applyAll(changes)
      await publishLists(link, handedOn(changed))
    },
    isFailing: () => health.isFailing(),
    add: ({ info }, silence) => producer.addSource({ ...info, silence }),
    remove: () => {},
    heard: () => {},
    begin: async () => {},
    async tick() {
      try {
        await producer.tellProgress()
      } catch (error) {
        if (!isEnding) throw error
      }
    },
    wake: () => {},
    idle: () => null,
    async stats() {
      // Those of before while Redis is away.
      evaluated = await readStats(link).catch(() => evaluated)
      return {
        ...evaluated,
        undecided: {},
        queue: { waiting: producer.waiting, waitedForRoom: producer.counts.waits },
      }
    },
    stop() {
      isEnding = true
      return producer.stop(producerGraceMs)
    },
    async close() {
      await producing.close()
      await search.close()
    },
  }
}

// A worker, wired once: the partitions that fall to it → evaluated, their incidents on to where they are searched, their
// webhooks sent.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { disconnect, type Link } from '../../queue/redis/connect.ts'
import { type PartitionStats, publishStats } from '../../queue/redis/partition-stats.ts'
import { currentRules, readRules } from '../../queue/redis/rules.ts'
import { deadLetterStore } from '../../store/redis/dead-letters.ts'
import { boundsOfRules } from '../bounds.ts'
import type { FoundConfig } from '../config.ts'
import { answers, checkQueue, openLink, publishedListsOf, queueConfig } from '../queue.ts'
import { queueCheck, searchCheck } from '../run/health.ts'
import type { Log } from '../run/log.ts'
import { Meter } from '../run/meter.ts'
import { createSender } from '../run/sender.ts'
import { StoreHealth } from '../run/store-health.ts'
import { webhookTargets } from '../run/webhooks.ts'
import { oldestSeconds, type SearchServer } from '../search-server.ts'
import { gatherOutboxes, gatherSpools } from './gather.ts'
import { RulesLibrary } from './library.ts'
import { workerMetrics } from './metrics.ts'
import { observeWorker } from './observe.ts'
import { Ownership } from './ownership.ts'
import { Partitions } from './partitions.ts'
import { Silences } from './silences.ts'

export interface RunningWorker {
  readonly id: string
  /** Where it answers for its health. */
  readonly url: string
  readonly partitions: () => readonly number[]
  /** Ends what is under way, saves state and hands the partitions over. */
  stop(): Promise<void>
}

const tickMs = 1000
const statsMs = 5000
const listsMs = 2000
const monotonicMs = (): number => performance.now()

export async function startWorker(
  found: FoundConfig,
  search: Pick<SearchServer, 'forward' | 'close'>,
  log: Log,
): Promise<RunningWorker> {
  const config = queueConfig(found)
  const { partitions: count } = config
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const health = new StoreHealth(log, monotonicMs, 'Redis')
  const meter = new Meter(Object.keys(found.config.actions.webhooks))
  const onTrouble = (error: unknown): void => health.failed(error)
  const link = await openLink(found, 'prompt', onTrouble)
  const jobs = await openLink(found, 'waiting', () => {})
  await checkQueue(link, count, log)
  const deadLetters = deadLetterStore(link)
  const silences = new Silences(link)
  const stopping = new AbortController()
  const library = new RulesLibrary((hash) => readRules(link, hash), publishedListsOf(link))
  const partitions = new Partitions({
    ...{ config, link, jobs, silences, deadLetters, meter, log, onTrouble },
    library,
    bounds: boundsOfRules(found.config.bounds, count),
    targets: webhookTargets(found),
    stopping: stopping.signal,
    onCommit: () => {
      health.worked()
      sender.wake()
      forwarder.wake()
    },
    onBroken: (partition, spoilt) =>
      spoilt === null ? ownership.drop(partition) : ownership.reopen(partition, spoilt),
  })
  const { spools } = partitions
  const outbox = gatherOutboxes(() => partitions.outboxes)
  const sender = createSender(found, outbox, { log, meter })
  const spool = gatherSpools(() => spools)
  const forwarder = search.forward(spool, deadLetters)
  const ownership = new Ownership({
    ...{ link, worker: id, partitions: count, leaseMs: config.lease / 1000, onTrouble },
    open: (lease, spoilt) => partitions.open(lease, spoilt),
    onChange(change, partition) {
      if (change !== 'taken') partitions.stopServing(partition)
      log.info(`Partition ${partition} ${change}.`)
    },
  })
  const owned = (): number[] => [...ownership.open().keys()]
  const server = await observeWorker({
    meter,
    settings: found.config.worker,
    checks: [queueCheck(() => answers(link)), searchCheck(() => oldestSeconds(spools.values(), Date.now()))],
    own: workerMetrics({ link, spool, deadLetters, owned, spools: () => spools.values() }),
    stopping: stopping.signal,
    onError: (error) => log.error('A request failed.', { error }),
  })
  const { url } = await server.listen()
  if ((await currentRules(link)) === null) log.info('No tripline run has published its rules yet: waiting for one.')
  ownership.start()
  sender.start()
  forwarder.start()
  const timers = [
    setInterval(() => void tick(ownership, silences, onTrouble), tickMs),
    setInterval(() => void tell(link, ownership, onTrouble), statsMs),
    setInterval(() => void library.refreshLists().catch(onTrouble), listsMs),
  ]

  return {
    id,
    url,
    partitions: owned,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await ownership.stop()
      await Promise.all([sender.stop(), forwarder.stop(), server.close()])
      await Promise.all([disconnect(link), disconnect(jobs), search.close()])
    },
  }
}

async function tick(ownership: Ownership, silences: Silences, onTrouble: (error: unknown) => void): Promise<void> {
  try {
    await silences.refresh(monotonicMs())
    await Promise.all([...ownership.open().values()].map((partition) => partition.tick(monotonicMs())))
  } catch (error) {
    onTrouble(error)
  }
}

async function tell(link: Link, ownership: Ownership, onTrouble: (error: unknown) => void): Promise<void> {
  const stats = [...ownership.open()].map(([partition, { evaluator }]): [number, PartitionStats] => [
    partition,
    { events: evaluator.eventCounts(), rules: evaluator.ruleStats(), forgotten: evaluator.forgotten() },
  ])
  await publishStats(link, new Map(stats)).catch(onTrouble)
}

// A worker, wired once: the partitions that fall to it → evaluated, their incidents on to where they are searched, their
// webhooks sent.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { outboxFor } from '../../actions/outbox-for.ts'
import type { Spoilt } from '../../pipeline/feed.ts'
import { type BegunBatch, beginAttempt, beginBatch, endAttempt } from '../../queue/redis/attempts.ts'
import { disconnect, type Link } from '../../queue/redis/connect.ts'
import { consume } from '../../queue/redis/jobs.ts'
import type { Lease } from '../../queue/redis/lease.ts'
import { createPartitionBatches } from '../../queue/redis/partition-batches.ts'
import { type PartitionStats, publishStats } from '../../queue/redis/partition-stats.ts'
import { currentRules, readRules } from '../../queue/redis/rules.ts'
import { deadLetterStore } from '../../store/redis/dead-letters.ts'
import { outboxStore } from '../../store/redis/outbox.ts'
import { partitionStore } from '../../store/redis/partition-store.ts'
import { redisSpool } from '../../store/redis/spool.ts'
import type { DeadLetterStore, Spool } from '../../store/spool.ts'
import type { OutboxStore } from '../../store/store.ts'
import type { FoundConfig } from '../config.ts'
import { answers, boundBytes, checkQueue, openLink, queueConfig } from '../queue.ts'
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
import { metered, observeWorker } from './observe.ts'
import { Ownership } from './ownership.ts'
import { type OpenPartition, openPartition } from './partition.ts'
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
const monotonicMs = (): number => performance.now()

export async function startWorker(
  found: FoundConfig,
  search: Pick<SearchServer, 'forward' | 'close'>,
  log: Log,
): Promise<RunningWorker> {
  const config = queueConfig(found)
  const { partitions, lease } = config
  const leaseMs = lease / 1000
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const health = new StoreHealth(log, monotonicMs, 'Redis')
  const meter = new Meter(Object.keys(found.config.actions.webhooks))
  const onTrouble = (error: unknown): void => health.failed(error)
  const link = await openLink(found, 'prompt', onTrouble)
  // BullMQ waits by itself until Redis is back.
  const jobs = await openLink(found, 'waiting', () => {})
  await checkQueue(link, partitions, log)
  const library = new RulesLibrary((hash) => readRules(link, hash))
  const deadLetters = deadLetterStore(link)
  const silences = new Silences(link)
  const spools = new Map<number, Spool>()
  const outboxes = new Map<number, OutboxStore>()
  const spool = gatherSpools(() => spools)
  const targets = webhookTargets(found)
  const outbox = gatherOutboxes(() => outboxes)
  const sender = createSender(found, outbox, { log, meter })
  const forwarder = search.forward(spool, deadLetters)
  const stopping = new AbortController()

  async function open(owned: Lease, spoilt: Spoilt | null): Promise<OpenPartition> {
    const { partition } = owned
    const { isCareful, suspect } = await beginAttempt(link, partition)
    const leftOut = spoilt ?? (suspect && (await fatal(link, partition, suspect)))
    if (leftOut) await leaveOut(partition, leftOut)
    const store = meter.commits(partitionStore(link, owned), monotonicMs)
    const opened = await openPartition(
      {
        ...{ partition, partitions, library, store, onTrouble, boundBytes: boundBytes(config) },
        rules: await publishedRules(link, stopping.signal),
        batches: createPartitionBatches(link, partition),
        consume: (process) => consume(jobs, { partition, process, onTrouble: () => {}, lockMs: leaseMs }),
        outboxFor: (incident) => outboxFor(incident, targets),
        silenceOf: (source) => silences.of(source),
        onCommit: () => {
          health.worked()
          sender.wake()
          forwarder.wake()
        },
        beginBatch: isCareful ? (producer, n) => beginBatch(link, partition, producer, n) : null,
        onBroken: (broken) => onBroken(partition, broken),
      },
      leftOut,
    )
    const spool = redisSpool(link, partition)
    spools.set(partition, spool)
    outboxes.set(partition, outboxStore(link, partition))
    const counted = metered(opened, meter, store)
    return {
      ...counted,
      async close() {
        await counted.close()
        // It may have been lost while it was opened. Not those of whoever opened it anew meanwhile.
        if (spools.get(partition) === spool) stopServing(partition)
        await endAttempt(link, owned)
      },
    }
  }

  function stopServing(partition: number): void {
    spools.delete(partition)
    outboxes.delete(partition)
  }

  function onBroken(partition: number, spoilt: Spoilt | null): void {
    if (spoilt === null) ownership.drop(partition)
    else ownership.reopen(partition, spoilt)
  }

  async function leaveOut(partition: number, spoilt: Spoilt): Promise<void> {
    const { producer, n, error } = spoilt
    await setAside(deadLetters, partition, spoilt)
    meter.batchesSetAside++
    log.error('A batch cannot be evaluated and is set aside; see tripline dead-letters.', {
      ...{ partition, producer, n, error },
    })
  }

  const ownership = new Ownership({
    ...{ link, worker: id, partitions, leaseMs, open, onTrouble },
    onChange(change, partition) {
      if (change !== 'taken') stopServing(partition)
      log.info(`Partition ${partition} ${change}.`)
    },
  })
  const owned = (): number[] => [...ownership.open().keys()]
  const server = await observeWorker({
    meter,
    settings: found.config.worker,
    checks: [queueCheck(() => answers(link)), searchCheck(() => oldestSeconds(spools.values(), Date.now()))],
    own: workerMetrics({ link, spools, deadLetters, owned }),
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
    { events: evaluator.eventCounts(), rules: evaluator.ruleCounters() },
  ])
  await publishStats(link, new Map(stats)).catch(onTrouble)
}

/** The rules that count now; waits until some run has published any. */
async function publishedRules(link: Link, stopping: AbortSignal): Promise<string> {
  for (;;) {
    stopping.throwIfAborted()
    const hash = await currentRules(link)
    if (hash !== null) return hash
    await new Promise((resolve) => setTimeout(resolve, tickMs))
  }
}

/** A batch at which workers ended, each time that it was evaluated. */
async function fatal(link: Link, partition: number, { producer, n }: BegunBatch): Promise<Spoilt> {
  const [text = null] = await createPartitionBatches(link, partition).read([{ producer, n }])
  return { producer, n, text, error: new Error('Workers ended, again and again, while they evaluated it.') }
}

const setAside = (
  deadLetters: DeadLetterStore,
  partition: number,
  { producer, n, text, error }: Spoilt,
): Promise<void> =>
  deadLetters.setAside([
    {
      id: `${partition}/${producer}/${n}`,
      kind: 'batch',
      target: String(partition),
      reason: (error as Error).message,
      atMs: Date.now(),
      payload: text ?? '',
    },
  ])

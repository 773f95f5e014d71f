// A worker, wired once: the partitions that fall to it → evaluated, their incidents on to where they are searched, their
// webhooks sent.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { outboxFor } from '../../actions/outbox-for.ts'
import type { OutboxSender } from '../../actions/outbox-sender.ts'
import type { Silence, SourceInfo } from '../../event/source.ts'
import type { Spoilt } from '../../pipeline/feed.ts'
import type { Link } from '../../queue/redis/connect.ts'
import { consume } from '../../queue/redis/jobs.ts'
import { settleLayout } from '../../queue/redis/layout.ts'
import type { Lease } from '../../queue/redis/lease.ts'
import { createPartitionBatches } from '../../queue/redis/partition-batches.ts'
import { currentRules, readRules } from '../../queue/redis/rules.ts'
import { deadLetterStore } from '../../store/redis/dead-letters.ts'
import { outboxStore } from '../../store/redis/outbox.ts'
import { partitionStore } from '../../store/redis/partition-store.ts'
import { redisSpool } from '../../store/redis/spool.ts'
import type { DeadLetterStore, Spool } from '../../store/spool.ts'
import type { OutboxStore } from '../../store/store.ts'
import type { FoundConfig } from '../config.ts'
import { openLink, queueConfig } from '../queue.ts'
import type { Log } from '../run/log.ts'
import { createSender } from '../run/sender.ts'
import { webhookTargets } from '../run/webhooks.ts'
import { gatherOutboxes, gatherSpools } from './gather.ts'
import { RulesLibrary } from './library.ts'
import { Ownership } from './ownership.ts'
import { type OpenPartition, openPartition } from './partition.ts'

/** What takes changes from a spool to where incidents are searched. */
export interface Forwarder {
  start(): void
  wake(): void
  stop(): Promise<void>
}

export interface RunningWorker {
  readonly id: string
  readonly partitions: () => readonly number[]
  /** Ends what is under way, saves state and hands the partitions over. */
  stop(): Promise<void>
}

export interface WorkerParts {
  readonly found: FoundConfig
  readonly log: Log
  readonly forwarder: (spool: Spool, deadLetters: DeadLetterStore) => Forwarder
}

const tickMs = 1000

export async function startWorker({ found, log, forwarder: openForwarder }: WorkerParts): Promise<RunningWorker> {
  const { partitions, lease } = queueConfig(found)
  const leaseMs = lease / 1000
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const onTrouble = (error: unknown): void => log.warn('Redis failed; trying again.', { error })
  const link = await openLink(found, 'prompt', onTrouble)
  // BullMQ waits by itself until Redis is back.
  const jobs = await openLink(found, 'waiting', () => {})
  await settleLayout(link, partitions)
  const library = new RulesLibrary((hash) => readRules(link, hash))
  const deadLetters = deadLetterStore(link)
  const silences = new Silences(link)
  const spools = new Map<number, Spool>()
  const outboxes = new Map<number, OutboxStore>()
  const targets = webhookTargets(found)
  const sender: OutboxSender = createSender(
    found,
    gatherOutboxes(() => outboxes),
    log,
  )
  const forwarder = openForwarder(
    gatherSpools(() => spools),
    deadLetters,
  )

  async function open(owned: Lease, spoilt: Spoilt | null): Promise<OpenPartition> {
    const { partition } = owned
    if (spoilt) await setAside(deadLetters, partition, spoilt)
    const opened = await openPartition(
      {
        partition,
        partitions,
        rules: await publishedRules(link),
        library,
        store: partitionStore(link, owned, ''),
        batches: createPartitionBatches(link, partition),
        consume: (process) => consume(jobs, { partition, process, onTrouble: () => {}, lockMs: leaseMs }),
        outboxFor: (incident) => outboxFor(incident, targets),
        silenceOf: (source) => silences.of(source),
        onCommit: () => {
          sender.wake()
          forwarder.wake()
        },
        onTrouble,
        onBroken: (broken) => onBroken(partition, broken),
        careful: false,
      },
      spoilt,
    )
    spools.set(partition, redisSpool(link, partition))
    outboxes.set(partition, outboxStore(link, partition))
    return opened
  }

  function onBroken(partition: number, spoilt: Spoilt | null): void {
    if (spoilt === null) {
      ownership.drop(partition)
      return
    }
    const { producer, n, error } = spoilt
    log.error('A batch cannot be evaluated and is set aside; see tripline dead-letters.', {
      ...{ partition, producer, n },
      error,
    })
    ownership.reopen(partition, spoilt)
  }

  const ownership = new Ownership({
    ...{ link, worker: id, partitions, leaseMs, open, onTrouble },
    onChange(change, partition) {
      if (change !== 'taken') {
        spools.delete(partition)
        outboxes.delete(partition)
      }
      log.info(`Partition ${partition} ${change}.`)
    },
  })
  ownership.start()
  sender.start()
  forwarder.start()
  const timer = setInterval(() => void tick(ownership, silences, log), tickMs)

  return {
    id,
    partitions: () => [...ownership.open().keys()],
    async stop() {
      clearInterval(timer)
      await ownership.stop()
      await Promise.all([sender.stop(), forwarder.stop()])
      const { disconnect } = await import('../../queue/redis/connect.ts')
      await Promise.all([disconnect(link), disconnect(jobs)])
    },
  }
}

async function tick(ownership: Ownership, silences: Silences, log: Log): Promise<void> {
  try {
    await silences.refresh()
    await Promise.all([...ownership.open().values()].map((partition) => partition.tick(performance.now())))
  } catch (error) {
    log.warn('What is waiting could not be looked for; trying again.', { error })
  }
}

/** The rules that count now; waits until some run has published any. */
async function publishedRules(link: Link): Promise<string> {
  for (;;) {
    const hash = await currentRules(link)
    if (hash !== null) return hash
    await new Promise((resolve) => setTimeout(resolve, tickMs))
  }
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

/** What the time of each source does when it falls silent, as producers registered it. */
class Silences {
  readonly #link: Link
  #known: ReadonlyMap<string, Silence> = new Map()

  constructor(link: Link) {
    this.#link = link
  }

  of(source: string): Silence {
    return this.#known.get(source) ?? 'runs-on'
  }

  async refresh(): Promise<void> {
    const { connection, keys } = this.#link
    const found = Object.entries(await connection.hgetall(keys.sources))
    this.#known = new Map(found.map(([id, text]) => [id, (JSON.parse(text) as SourceInfo).silence ?? 'runs-on']))
  }
}

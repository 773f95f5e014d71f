// A lease → its partition, opened, with spool and outbox served for as long as it is ours.
import { outboxFor, type WebhookTarget } from '../../actions/outbox-for.ts'
import type { Spoilt } from '../../pipeline/feed.ts'
import type { PartitionBatches } from '../../queue/partition-batches.ts'
import { beginAttempt, beginBatch, endAttempt } from '../../queue/redis/attempts.ts'
import type { Link } from '../../queue/redis/connect.ts'
import { consume } from '../../queue/redis/jobs.ts'
import type { Lease } from '../../queue/redis/lease.ts'
import { createPartitionBatches } from '../../queue/redis/partition-batches.ts'
import { currentRules } from '../../queue/redis/rules.ts'
import { outboxStore } from '../../store/redis/outbox.ts'
import { partitionStore } from '../../store/redis/partition-store.ts'
import { redisSpool } from '../../store/redis/spool.ts'
import type { DeadLetterStore, Spool } from '../../store/spool.ts'
import type { OutboxStore } from '../../store/store.ts'
import { boundBytes, type QueueConfig } from '../queue.ts'
import type { Watching } from '../run/sender.ts'
import type { RulesLibrary } from './library.ts'
import { metered } from './observe.ts'
import { type OpenPartition, openPartition, type PartitionSettings } from './partition.ts'
import { fatalBatch, setAside } from './set-aside.ts'
import type { Silences } from './silences.ts'

export interface PartitionsSettings extends Watching {
  readonly config: QueueConfig
  readonly bounds: PartitionSettings['bounds']
  readonly link: Link
  /** Of BullMQ, which waits by itself until Redis is back. */
  readonly jobs: Link
  readonly library: RulesLibrary
  readonly silences: Silences
  readonly deadLetters: DeadLetterStore
  readonly targets: readonly WebhookTarget[]
  readonly stopping: AbortSignal
  readonly onCommit: () => void
  readonly onTrouble: (error: unknown) => void
  readonly onBroken: (partition: number, spoilt: Spoilt | null) => void
}

export class Partitions {
  readonly spools = new Map<number, Spool>()
  readonly outboxes = new Map<number, OutboxStore>()
  readonly #settings: PartitionsSettings

  constructor(settings: PartitionsSettings) {
    this.#settings = settings
  }

  /** `spoilt`: a batch that is left out. */
  async open(lease: Lease, spoilt: Spoilt | null): Promise<OpenPartition> {
    const { link, meter } = this.#settings
    const { partition } = lease
    const batches = createPartitionBatches(link, partition)
    const { isCareful, suspect } = await beginAttempt(link, partition)
    const leftOut = spoilt ?? (suspect && (await fatalBatch(batches, suspect)))
    if (leftOut) await this.#leaveOut(partition, leftOut)
    const store = meter.commits(partitionStore(link, lease), () => performance.now())
    const opened = await openPartition(
      {
        ...(await this.#shared(partition, batches)),
        store,
        beginBatch: isCareful ? (producer, n) => beginBatch(link, partition, producer, n) : null,
      },
      leftOut,
    )
    return this.#served(lease, metered(opened, meter, store))
  }

  stopServing(partition: number): void {
    this.spools.delete(partition)
    this.outboxes.delete(partition)
  }

  async #shared(
    partition: number,
    batches: PartitionBatches,
  ): Promise<Omit<PartitionSettings, 'store' | 'beginBatch'>> {
    const { config, bounds, jobs, library, silences, targets, onCommit, onTrouble, onBroken } = this.#settings
    const lockMs = config.lease / 1000
    return {
      ...{ partition, bounds, batches, library, onCommit, onTrouble },
      partitions: config.partitions,
      boundBytes: boundBytes(config),
      rules: await this.#publishedRules(),
      consume: (process) => consume(jobs, { partition, process, onTrouble: () => {}, lockMs }),
      outboxFor: (incident) => outboxFor(incident, targets),
      silenceOf: (source) => silences.of(source),
      onBroken: (spoilt) => onBroken(partition, spoilt),
    }
  }

  #served(lease: Lease, opened: OpenPartition): OpenPartition {
    const { link } = this.#settings
    const { partition } = lease
    const spool = redisSpool(link, partition)
    this.spools.set(partition, spool)
    this.outboxes.set(partition, outboxStore(link, partition))
    return {
      ...opened,
      close: async () => {
        await opened.close()
        // It may have been lost while it was opened. Not those of whoever opened it anew meanwhile.
        if (this.spools.get(partition) === spool) this.stopServing(partition)
        await endAttempt(link, lease)
      },
    }
  }

  async #leaveOut(partition: number, spoilt: Spoilt): Promise<void> {
    const { deadLetters, meter, log } = this.#settings
    const { producer, n, error } = spoilt
    await setAside(deadLetters, partition, spoilt)
    meter.batchesSetAside++
    log.error('A batch cannot be evaluated and is set aside; see tripline dead-letters.', {
      ...{ partition, producer, n, error },
    })
  }

  /** The hash of the rules that count now; waits until some run has published any. */
  async #publishedRules(): Promise<string> {
    const { link, stopping } = this.#settings
    for (;;) {
      stopping.throwIfAborted()
      const hash = await currentRules(link)
      if (hash !== null) return hash
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

// BullMQ: a job for each batch, by which the owner of its partition hears of it. Only this file knows BullMQ.
import type { Queue } from 'bullmq'
import type { PartitionBatch } from '../batch-queue.ts'
import type { Link } from './connect.ts'

/** What a job says: which batch is to be evaluated. */
export interface BatchJob {
  readonly producer: string
  readonly n: number
}

const queueName = (partition: number): string => `partition-${partition}`

export interface Announcer {
  announce(producer: string, batches: readonly PartitionBatch[]): void
  close(): Promise<void>
}

/** Batches that were not announced yet, at most: owners look for themselves what there is. */
const mostUnannounced = 1000

/** A job that could not be added is no loss, since owners look from time to time; `onTrouble` hears of it. */
export async function createAnnouncer(link: Link, onTrouble: (error: unknown) => void): Promise<Announcer> {
  const { Queue } = await import('bullmq')
  const queues = new Map<number, Queue>()
  let adding = Promise.resolve()
  let unannounced = 0

  function queueOf(partition: number): Queue {
    let queue = queues.get(partition)
    if (!queue) {
      queue = new Queue(queueName(partition), {
        connection: link.connection,
        prefix: link.keys.root,
        skipMetasUpdate: true,
      })
      queue.on('error', onTrouble)
      queues.set(partition, queue)
    }
    return queue
  }

  const add = (producer: string, batches: readonly PartitionBatch[]): Promise<unknown> =>
    Promise.all(
      batches.map(({ partition, n }) =>
        queueOf(partition).add('batch', { producer, n } satisfies BatchJob, {
          jobId: `${producer}-${partition}-${n}`,
          removeOnComplete: true,
          removeOnFail: true,
        }),
      ),
    )

  return {
    announce(producer, batches) {
      if (batches.length === 0 || unannounced > mostUnannounced) return
      unannounced += batches.length
      adding = adding
        .then(() => add(producer, batches))
        .catch(onTrouble)
        .then(() => {
          unannounced -= batches.length
        })
    },
    async close() {
      await adding
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

export interface Consumer {
  /** Takes no further job and waits for those under way. */
  close(): Promise<void>
}

export interface ConsumerSettings {
  readonly partition: number
  /** Resolves when the batch is committed. */
  readonly process: (job: BatchJob) => Promise<void>
  readonly onTrouble: (error: unknown) => void
  /** How long a job of a worker that died is out of sight. */
  readonly lockMs: number
}

/** Batches whose jobs are taken before the first of them is committed: they are committed together. */
const concurrency = 16

/** A job whose worker died is given again, however often that happens: what a batch may do is counted elsewhere. */
const maxStalledCount = 1_000_000

export async function consume(link: Link, settings: ConsumerSettings): Promise<Consumer> {
  const { Worker } = await import('bullmq')
  const { partition, process, onTrouble, lockMs } = settings
  const worker = new Worker<BatchJob>(queueName(partition), ({ data }) => process(data), {
    connection: link.connection,
    prefix: link.keys.root,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount,
    skipVersionCheck: true,
  })
  worker.on('error', onTrouble)
  // Whoever owns the partition next finds the batch without its job.
  worker.on('failed', () => {})
  return { close: () => worker.close() }
}

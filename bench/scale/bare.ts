// Bare BullMQ: texts as the data of jobs, a queue for each partition, workers that receive them and do nothing else.
import type { Queue as BullQueue } from 'bullmq'
import type { PartitionBatch } from '../../src/queue/batch-queue.ts'
import { connect, disconnect, type Link } from '../../src/queue/redis/connect.ts'
import type { QueueSettings } from './config.ts'

/** As our own consumers have it. */
const concurrency = 16

/** Groups that are on their way at once, so that the producer does not wait for each answer. */
const mostUnderWay = 4

const queueName = (partition: number): string => `bare-${partition}`

const open = ({ url, prefix }: QueueSettings): Promise<Link> =>
  connect({ redis: url, prefix }, { manner: 'waiting', onTrouble: (error) => console.error(error) })

/** Returns how to stop. */
export async function receive(
  settings: QueueSettings,
  partitions: readonly number[],
  onJob: () => void,
): Promise<() => Promise<void>> {
  const { Worker } = await import('bullmq')
  const { connection, ...link } = await open(settings)
  const workers = partitions.map(
    (partition) =>
      new Worker<string>(queueName(partition), async ({ data }) => void (data.length > 0 && onJob()), {
        ...{ connection, prefix: link.keys.root, concurrency, skipVersionCheck: true },
      }),
  )
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  return async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    await disconnect({ ...link, connection })
  }
}

export interface BareProducer {
  readonly link: Link
  /** Each group is what was committed together. */
  send(groups: readonly (readonly PartitionBatch[])[]): Promise<void>
  close(): Promise<void>
}

export async function createBareProducer(settings: QueueSettings): Promise<BareProducer> {
  const { Queue } = await import('bullmq')
  const { connection, ...link } = await open(settings)
  const queues = Array.from(
    { length: settings.partitions },
    (_, partition): BullQueue<string> =>
      new Queue(queueName(partition), { connection, prefix: link.keys.root, skipMetasUpdate: true }),
  )
  await Promise.all(queues.map((queue) => queue.waitUntilReady()))
  const add = (group: readonly PartitionBatch[]): Promise<unknown> =>
    Promise.all(
      group.map(({ partition, n, text }) =>
        queues[partition]!.add('batch', text, {
          ...{ jobId: `bench-${partition}-${n}`, removeOnComplete: true, removeOnFail: true },
        }),
      ),
    )
  return {
    link: { ...link, connection },
    async send(groups) {
      const underWay: Promise<unknown>[] = []
      for (const group of groups) {
        underWay.push(add(group))
        if (underWay.length >= mostUnderWay) await underWay.shift()
      }
      await Promise.all(underWay)
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()))
      await disconnect({ ...link, connection })
    },
  }
}

// The whole of Redis at a glance: what waits in each partition, whose it is, who lives, who brings events.
import { ask, askAll, type Link } from './connect.ts'
import { partitionsOf } from './layout.ts'
import { leaseHolders } from './lease.ts'
import { listWorkers } from './workers.ts'

export interface PartitionOverview {
  readonly partition: number
  /** Batches committed and not yet evaluated. */
  readonly depth: number
  /** When the one that waits longest was committed, epoch milliseconds; null where none waits. */
  readonly oldestAtMs: number | null
  /** Of all its batches, also of those that a snapshot does not cover yet. */
  readonly bytes: number
  readonly owner: string | null
  readonly fence: number
  readonly journal: number
  readonly spool: number
}

export interface WorkerOverview {
  readonly id: string
  readonly silentMs: number
  readonly partitions: readonly number[]
}

export interface ProducerOverview {
  readonly id: string
  /** When it last committed a batch, epoch milliseconds; null where it never did. */
  readonly lastAtMs: number | null
  /** Ids of the sources that it told of, without its own. */
  readonly sources: readonly string[]
}

export interface Overview {
  /** Bytes of all batches. */
  readonly bytes: number
  /** The hash of the rules that count now. */
  readonly rules: string | null
  readonly partitions: readonly PartitionOverview[]
  readonly workers: readonly WorkerOverview[]
  readonly producers: readonly ProducerOverview[]
}

/** Null where nothing was started under this prefix yet. Not one moment: what moves meanwhile may be counted twice. */
export async function readOverview(link: Link): Promise<Overview | null> {
  const partitions = await partitionsOf(link)
  if (partitions === null) return null
  const [bytes, rules] = await ask(link, (connection) => connection.mget(link.keys.bytes, link.keys.rules))
  const holders = await leaseHolders(link, partitions)
  return {
    bytes: Number(bytes ?? 0),
    rules: rules ?? null,
    partitions: await readPartitions(link, partitions, holders),
    workers: (await listWorkers(link)).map((worker) => ({
      ...worker,
      partitions: [...holders].flatMap(([partition, holder]) => (holder === worker.id ? [partition] : [])),
    })),
    producers: await readProducers(link),
  }
}

/** Answers asked for each partition. */
const answerCount = 6

async function readPartitions(
  link: Link,
  partitions: number,
  holders: ReadonlyMap<number, string>,
): Promise<readonly PartitionOverview[]> {
  const answers = await askAll(link, (pipeline) => {
    for (let partition = 0; partition < partitions; partition++) {
      const { waiting, bytes, fence, journal, spool } = link.keys.partition(partition)
      pipeline.zcard(waiting).zrange(waiting, '0', '0', 'WITHSCORES').get(bytes).get(fence).llen(journal).xlen(spool)
    }
  })
  return Array.from({ length: partitions }, (_, partition) => {
    const own = answers.slice(partition * answerCount, (partition + 1) * answerCount)
    const [depth, oldest, bytes, fence, journal, spool] = own as [number, string[], unknown, unknown, number, number]
    return {
      ...{ partition, depth, journal, spool },
      oldestAtMs: oldest[1] === undefined ? null : Number(oldest[1]),
      bytes: Number(bytes ?? 0),
      owner: holders.get(partition) ?? null,
      fence: Number(fence ?? 0),
    }
  })
}

async function readProducers(link: Link): Promise<readonly ProducerOverview[]> {
  const { keys } = link
  const ids = (await ask(link, (connection) => connection.smembers(keys.producers))).sort()
  const sources = await ask(link, (connection) => connection.hkeys(keys.sources))
  const times = await askAll(link, (pipeline) => {
    for (const id of ids) pipeline.hget(keys.producer(id), '#at')
  })
  return ids.map((id, i) => ({
    id,
    lastAtMs: times[i] == null ? null : Number(times[i]),
    sources: sources.flatMap((source) => (source.startsWith(`${id}/`) ? [source.slice(id.length + 1)] : [])).sort(),
  }))
}

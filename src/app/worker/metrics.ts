// What only a worker has to tell → the values of its metrics, asked when somebody looks.
import type { MetricsSource } from '../../metrics/table.ts'
import { askAll, type Link } from '../../queue/redis/connect.ts'
import { fresh } from '../run/fresh.ts'
import { type SearchMetrics, searchMetrics } from '../run/search-metrics.ts'

export interface WorkerParts extends SearchMetrics {
  readonly link: Link
  /** Partitions that it owns. */
  readonly owned: () => readonly number[]
}

/** One look at Redis serves all of a scrape. */
const freshMs = 1000

export function workerMetrics({ link, owned, ...search }: WorkerParts): MetricsSource {
  const queues = fresh(
    () => waiting(link, owned()),
    freshMs,
    () => performance.now(),
  )
  return {
    tripline_partitions_owned: () => owned().length,
    tripline_queue_depth: async () => (await queues()).map(({ name, depth }) => [name, depth]),
    tripline_queue_oldest_seconds: async () => (await queues()).map(({ name, sinceMs }) => [name, sinceMs / 1000]),
    ...searchMetrics(search),
  }
}

interface Waiting {
  readonly name: string
  readonly depth: number
  readonly sinceMs: number
}

/** Of each partition, how many batches wait, and for how long the first of them has. */
async function waiting(link: Link, partitions: readonly number[]): Promise<readonly Waiting[]> {
  const answers = await askAll(link, (pipeline) => {
    for (const partition of partitions) {
      const key = link.keys.partition(partition).waiting
      pipeline.zcard(key).zrange(key, '0', '0', 'WITHSCORES')
    }
  })
  return partitions.map((partition, i) => {
    const [, atMs] = answers[2 * i + 1] as [string?, string?]
    return {
      name: String(partition),
      depth: answers[2 * i] as number,
      sinceMs: atMs === undefined ? 0 : Math.max(0, Date.now() - Number(atMs)),
    }
  })
}

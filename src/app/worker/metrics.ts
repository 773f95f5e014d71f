// What only a worker has to tell → the values of its metrics, asked when somebody looks.
import type { MetricsSource } from '../../metrics/table.ts'
import { askAll, type Link } from '../../queue/redis/connect.ts'
import type { DeadLetterStore, Spool } from '../../store/spool.ts'
import { oldestSeconds } from '../search-server.ts'

export interface WorkerParts {
  readonly link: Link
  /** Of the partitions that it owns. */
  readonly spools: ReadonlyMap<number, Spool>
  readonly deadLetters: Pick<DeadLetterStore, 'counts'>
  /** Partitions that it owns. */
  readonly owned: () => readonly number[]
}

export const workerMetrics = ({ link, spools, deadLetters, owned }: WorkerParts): MetricsSource => ({
  tripline_partitions_owned: () => owned().length,
  tripline_queue_depth: async () => (await waiting(link, owned())).map(({ name, depth }) => [name, depth]),
  tripline_queue_oldest_seconds: async () =>
    (await waiting(link, owned())).map(({ name, sinceMs }) => [name, sinceMs / 1000]),
  tripline_search_backlog: async () => {
    const sizes = await Promise.all([...spools.values()].map((spool) => spool.size()))
    return sizes.reduce((sum, size) => sum + size, 0)
  },
  tripline_search_backlog_oldest_seconds: () => oldestSeconds(spools.values(), Date.now()),
  tripline_dead_letters: async () => (await deadLetters.counts()).kept,
  tripline_dead_letters_dropped_total: async () => (await deadLetters.counts()).dropped,
})

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

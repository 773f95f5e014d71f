// What lies in Redis → the metrics of the whole queue, also of partitions that nobody owns.
import type { MetricsSource } from '../../metrics/table.ts'
import type { Overview } from '../../queue/redis/overview.ts'
import { fresh } from './fresh.ts'

/** One look at Redis serves all of a scrape, and whoever scrapes beside it. */
const freshMs = 1000

const nothing: Pick<Overview, 'bytes' | 'partitions' | 'workers'> = { bytes: 0, partitions: [], workers: [] }

export interface QueueMetrics {
  readonly read: () => Promise<Overview | null>
  /** Deliveries in this process that are not in Redis yet. */
  readonly waiting: () => number
  /** How long a worker may be silent. */
  readonly lifeMs: number
}

export function queueMetrics(settings: QueueMetrics): MetricsSource {
  const { read, waiting } = settings
  const overview = fresh(
    async () => (await read()) ?? nothing,
    freshMs,
    () => performance.now(),
  )
  return {
    tripline_queue_depth: async () => [
      ['memory', waiting()],
      ...(await overview()).partitions.map(({ partition, depth }): [string, number] => [String(partition), depth]),
    ],
    tripline_queue_oldest_seconds: async () =>
      (await overview()).partitions.map(({ partition, oldestAtMs }) => [String(partition), secondsSince(oldestAtMs)]),
    tripline_queue_bytes: async () => (await overview()).bytes,
    tripline_queue_workers: async () =>
      (await overview()).workers.filter(({ silentMs }) => silentMs < settings.lifeMs).length,
    tripline_partitions_unowned: async () => (await overview()).partitions.filter(({ owner }) => owner === null).length,
  }
}

/** The clock that wrote it may be ahead of this one. */
const secondsSince = (atMs: number | null): number => (atMs === null ? 0 : Math.max(0, (Date.now() - atMs) / 1000))

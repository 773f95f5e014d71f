// What lies in Redis, as metrics.
import { expect, test } from 'vitest'
import { queueMetrics } from '../../../src/app/run/queue-metrics.ts'
import { openMetrics } from '../../../src/metrics/open-metrics.ts'
import type { MetricName, MetricsSource } from '../../../src/metrics/table.ts'
import type { Overview, PartitionOverview } from '../../../src/queue/redis/overview.ts'
import { parseExposition } from '../../metrics/exposition.ts'

/** Name → the values of its samples by their labels. */
async function told(source: MetricsSource): Promise<(name: MetricName) => Readonly<Record<string, number>>> {
  const families = parseExposition((await openMetrics(source, { ofProcess: false }).scrape()).text)
  return (name) =>
    Object.fromEntries(
      families.get(name)!.samples.map(({ labels, value }) => [Object.values(labels).join(' '), Math.round(value)]),
    )
}

const partition = (over: Partial<PartitionOverview> & { readonly partition: number }): PartitionOverview => ({
  depth: 0,
  oldestAtMs: null,
  bytes: 0,
  owner: 'one',
  fence: 1,
  journal: 0,
  spool: 0,
  ...over,
})

const overview = (): Overview => ({
  bytes: 4096,
  rules: 'abc',
  partitions: [
    partition({ partition: 0, depth: 7, oldestAtMs: Date.now() - 30_000 }),
    partition({ partition: 1, owner: null, oldestAtMs: Date.now() + 60_000 }),
  ],
  workers: [
    { id: 'one', silentMs: 0, partitions: [0] },
    { id: 'killed', silentMs: 600_000, partitions: [] },
  ],
  producers: [],
})

const metricsOf = (read: () => Promise<Overview | null>): MetricsSource =>
  queueMetrics({ read, waiting: () => 3, lifeMs: 10_000 })

test('the queue: what waits, for how long, and who is there for it', async () => {
  let asked = 0
  const read = async (): Promise<Overview> => {
    asked++
    return overview()
  }
  const of = await told(metricsOf(read))
  expect(of('tripline_queue_depth')).toEqual({ memory: 3, 0: 7, 1: 0 })
  expect(of('tripline_queue_oldest_seconds')).toEqual({ 0: 30, 1: 0 })
  expect(of('tripline_queue_bytes')).toEqual({ '': 4096 })
  expect(of('tripline_queue_workers')).toEqual({ '': 1 })
  expect(of('tripline_partitions_unowned')).toEqual({ '': 1 })
  expect(asked).toBe(1)
})

test('a queue in which nothing was started holds nothing', async () => {
  const of = await told(metricsOf(async () => null))
  expect(of('tripline_queue_depth')).toEqual({ memory: 3 })
  expect(of('tripline_queue_workers')).toEqual({ '': 0 })
})

test('a queue that does not answer tells nothing, rather than zeros', async () => {
  const of = await told(metricsOf(() => Promise.reject(new Error('away'))))
  for (const name of ['tripline_queue_depth', 'tripline_queue_workers', 'tripline_partitions_unowned'] as const)
    expect(of(name)).toEqual({})
})

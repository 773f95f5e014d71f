// A worker → what it answers about its health, and its metrics, on a small server of its own.
import type { Listening } from '../../api/server.ts'
import type { Config } from '../../config/schema.ts'
import type { MetricsSource } from '../../metrics/table.ts'
import type { CommitStore } from '../../store/store.ts'
import { type Check, createReadiness, stoppingCheck } from '../run/health.ts'
import type { Meter } from '../run/meter.ts'
import { openRunMetrics } from '../run/metrics.ts'
import type { OpenPartition } from './partition.ts'

export interface ObservedWorker {
  readonly settings: Config['worker']
  readonly meter: Meter
  /** Of the queue and the search server. */
  readonly checks: readonly Check[]
  /** What only a worker has. */
  readonly own: MetricsSource
  readonly stopping: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Its `listen` throws PORT_IN_USE: two workers on one machine need ports of their own. */
export async function observeWorker({ settings, meter, own, ...worker }: ObservedWorker): Promise<Listening> {
  const checks = [...worker.checks, stoppingCheck(worker.stopping)]
  const readiness = createReadiness(checks, () => performance.now())
  const nothing = (): readonly never[] => []
  const metrics = await openRunMetrics({
    ...{ mode: 'worker', meter, readiness, sources: nothing, unreadable: nothing },
    own: { ...own, tripline_batches_set_aside_total: () => meter.batchesSetAside },
  })
  const { createHealthServer } = await import('../../api/health-server.ts')
  return createHealthServer({ ...settings, readiness, metrics, onError: worker.onError })
}

/** What the partition counts from now on is counted, until it is closed. `store`: as the meter watches it. */
export function metered(opened: OpenPartition, meter: Meter, store: CommitStore): OpenPartition {
  meter.add(opened.evaluator)
  return {
    ...opened,
    async close() {
      await opened.close()
      meter.remove(opened.evaluator)
      meter.forget(store)
    },
  }
}

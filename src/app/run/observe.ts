// A run in one process → what it answers about its health, and its metrics.
import type { HealthOptions } from '../../api/options.ts'
import type { Unreadable } from '../../event/source.ts'
import { createReadiness, stoppingCheck, storeCheck } from './health.ts'
import type { Meter } from './meter.ts'
import { openRunMetrics } from './metrics.ts'

export interface ObservedRun {
  readonly meter: Meter
  readonly storePath: string
  readonly isStoreFailing: () => boolean
  readonly stopping: AbortSignal
  readonly sources: () => readonly string[]
  readonly unreadable: () => readonly Unreadable[]
  /** Deliveries not yet evaluated. */
  readonly waiting: () => number
  /** Milliseconds that never go back. */
  readonly now: () => number
}

export async function observeRun(run: ObservedRun): Promise<HealthOptions> {
  const { meter, sources, unreadable, waiting } = run
  const checks = [storeCheck(run.storePath, run.isStoreFailing), stoppingCheck(run.stopping)]
  const readiness = createReadiness(checks, run.now)
  const own = { tripline_queue_depth: () => [['memory', waiting()] as const] }
  const metrics = await openRunMetrics({ mode: 'run', meter, readiness, sources, unreadable, own })
  return { readiness, metrics }
}

// A run → what it answers about its health, and its metrics.
import type { HealthOptions } from '../../api/options.ts'
import type { Source, Traffic, Unreadable } from '../../event/source.ts'
import type { RuleBook } from '../rule-book.ts'
import type { BackEnd } from './back-end.ts'
import { captureStates } from './captures.ts'
import { captureCheck, createReadiness, stoppingCheck } from './health.ts'
import { httpSource } from './ingest.ts'
import type { Meter } from './meter.ts'
import { openRunMetrics } from './metrics.ts'
import type { SourceTimes } from './source-times.ts'

export interface ObservedRun {
  readonly backEnd: BackEnd
  readonly book: Pick<RuleBook, 'broken'>
  readonly meter: Meter
  readonly stopping: AbortSignal
  /** Those that were opened. */
  readonly open: readonly Source[]
  /** Whether the config names an interface to listen to. */
  readonly listens: boolean
  readonly unreadable: () => readonly Unreadable[]
  readonly times: () => readonly SourceTimes[]
}

export async function observeRun(run: ObservedRun): Promise<HealthOptions> {
  const { backEnd, book, meter, unreadable } = run
  const checks = [
    ...backEnd.checks,
    ...(run.listens ? [captureCheck(() => captureStates(run.open))] : []),
    stoppingCheck(run.stopping),
  ]
  const readiness = createReadiness(checks, () => performance.now())
  const sources = (): readonly string[] => [httpSource.id, ...run.open.map(({ info }) => info.id)]
  const traffic = (): (readonly [string, Traffic])[] =>
    run.open.flatMap((source) => (source.traffic ? [[source.info.id, source.traffic()] as const] : []))
  const metrics = await openRunMetrics({
    ...{ meter, readiness, sources, unreadable, traffic, times: run.times },
    captures: () => captureStates(run.open),
    mode: backEnd.mode,
    own: backEnd.metrics,
    brokenFiles: () => book.broken.length,
  })
  return { readiness, metrics }
}

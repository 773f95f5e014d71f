// What a run hands its deliveries to, and where it looks incidents up: this process, or workers behind a queue.
import type { Delivery, Silence, Source } from '../../event/source.ts'
import type { MetricsSource } from '../../metrics/table.ts'
import type { Pipeline } from '../../pipeline/pipeline.ts'
import type { RequestSettings } from '../../request/settings.ts'
import type { IncidentStore, OutboxStore, Store, UnreadableStore } from '../../store/store.ts'
import type { ListChange } from '../list-files.ts'
import type { LoadedRules } from '../rules.ts'
import type { Check } from './health.ts'

/** Resolves what it took once that is durable. */
export type Sink = Pick<Pipeline, 'submit' | 'idle' | 'addSource' | 'resumeOf' | 'positions' | 'forget' | 'waiting'>

export type RunStore = IncidentStore &
  Omit<OutboxStore, 'due'> &
  UnreadableStore &
  Pick<Store, 'knowsRequest' | 'expire'>

export interface BackEnd {
  readonly mode: 'run' | 'producer'
  /** What it went by at first. */
  readonly rules: LoadedRules
  readonly request: RequestSettings
  readonly sink: Sink
  readonly store: RunStore
  readonly checks: readonly Check[]
  /** Metrics that only this kind of back end has. */
  readonly metrics: MetricsSource
  /** What comes from now on is judged by other rules. Rules that did not change go on where they are. */
  changeRules(rules: LoadedRules): Promise<void>
  /** What comes from now on is held against other lists. */
  changeLists(changes: readonly ListChange[], rules: LoadedRules): Promise<void>
  /** Commits fail: what comes now would only wait. */
  isFailing(): boolean
  /** Makes the source known: from then on others wait for it. */
  add(source: Source, silence: Silence): Promise<void>
  /** The source has ended; it may be added again. */
  remove(source: Source): void
  heard(delivery: Delivery): void
  /** To be called once all sources are known that can be told at the start. */
  begin(sources: readonly string[]): Promise<void>
  /** To be called every second. */
  tick(): Promise<void>
  /** Somebody made responses due. */
  wake(): void
  /** Sources that nobody waits for, since they are silent; null where workers know that. */
  idle(): readonly string[] | null
  /** As the console shows it. */
  stats(): Promise<Readonly<Record<string, unknown>>>
  /** Ends what is under way; sources that still wait are let go. */
  stop(): Promise<void>
  /** To be called when nobody uses the store any more. */
  close(): Promise<void>
}

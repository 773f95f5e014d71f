// The parts of a running program → its metrics. Values are taken when somebody asks for them.
import type { HealthOptions } from '../../api/options.ts'
import type { Traffic, Unreadable } from '../../event/source.ts'
import type { MetricsSource } from '../../metrics/table.ts'
import { version } from '../version.ts'
import type { CaptureState } from './captures.ts'
import type { Meter } from './meter.ts'
import type { SourceTimes } from './source-times.ts'

export interface MeteredParts {
  readonly mode: 'run' | 'producer' | 'worker'
  readonly meter: Meter
  readonly readiness: HealthOptions['readiness']
  /** Of every source that the config names, by their ids. */
  readonly sources: () => readonly string[]
  readonly unreadable: () => readonly Unreadable[]
  /** Of the sources that others send to, by their ids. */
  readonly traffic?: () => readonly (readonly [source: string, Traffic])[]
  /** Of the sources that listen to interfaces. */
  readonly captures?: () => readonly CaptureState[]
  /** How each source stands in time. */
  readonly times?: () => readonly SourceTimes[]
  /** Rule files with mistakes. */
  readonly brokenFiles?: () => number
  /** What only this program has: the depth of its queue, the backlog of its search server. */
  readonly own: MetricsSource
}

/** prom-client is loaded only by programs that go on running. */
export async function openRunMetrics(parts: MeteredParts): Promise<HealthOptions['metrics']> {
  const { openMetrics } = await import('../../metrics/open-metrics.ts')
  const metrics = openMetrics(metricsSource(parts, Date.now), { ofProcess: true })
  return () => metrics.scrape()
}

/** What a run does not do, since workers do it, it does not tell either; and the other way round. */
export function metricsSource(parts: MeteredParts, now: () => number): MetricsSource {
  const { mode, meter, own } = parts
  return {
    ...ofProgram(parts),
    ...(mode === 'worker' ? {} : ofSources(parts, now)),
    ...(mode === 'producer' ? {} : ofRules(meter)),
    ...ofCommits(meter),
    ...own,
  }
}

const ofProgram = ({ mode, readiness }: MeteredParts): MetricsSource => ({
  tripline_build_info: () => [[version, mode, 1]],
  tripline_ready: async () =>
    Object.entries((await readiness()).checks).map(([name, { status }]) => [name, Number(status === 'ok')]),
})

/** What comes in. `now`: epoch milliseconds. */
const ofSources = (
  {
    meter,
    sources,
    unreadable,
    traffic = () => [],
    captures = () => [],
    times = () => [],
    brokenFiles = () => 0,
  }: MeteredParts,
  now: () => number,
): MetricsSource => ({
  tripline_rule_files_broken: brokenFiles,
  tripline_events_ingested_total: () =>
    [...new Set([...sources(), ...meter.flows.keys()])].map((source) => [source, meter.flows.get(source)?.events ?? 0]),
  tripline_messages_received_total: () => traffic().map(([source, { received }]) => [source, received]),
  tripline_messages_dropped_total: () => traffic().map(([source, { dropped }]) => [source, dropped]),
  tripline_packets_received_total: () => captures().map(({ source, received }) => [source, received]),
  tripline_packets_dropped_total: () => captures().map(({ source, dropped }) => [source, dropped]),
  tripline_unreadable_total: () => [
    ...sources().map((source): [string, number] => [source, 0]),
    ...unreadable().map(({ source, count }): [string, number] => [source, count]),
  ],
  tripline_unreadable_reasons_total: () =>
    unreadable().map(({ connector, reason, count }): [string, string, number] => [connector, reason, count]),
  tripline_posts_total: () => Object.entries(meter.posts),
  // The newest that is believed: an event from far ahead may be that of a clock that is wrong.
  tripline_last_event_timestamp_seconds: () => {
    const latenessUs = new Map(times().map((one) => [one.source, one.latenessUs]))
    return [...meter.flows]
      .filter(([, { progressUs }]) => Number.isFinite(progressUs))
      .map(([id, { progressUs }]) => [id, (progressUs + (latenessUs.get(id) ?? 0)) / 1e6])
  },
  tripline_watermark_lag_seconds: () =>
    [...meter.flows]
      .filter(([, { progressUs }]) => Number.isFinite(progressUs))
      .map(([id, { progressUs }]) => [id, now() / 1000 - progressUs / 1e6]),
  tripline_source_idle: () =>
    times().flatMap(({ source, isIdle }): [string, number][] => (isIdle === null ? [] : [[source, Number(isIdle)]])),
  tripline_source_lateness_seconds: () => times().map(({ source, latenessUs }) => [source, latenessUs / 1e6]),
  tripline_source_times_odd_total: () =>
    times().flatMap(({ source, oddities: { late, ahead, setBack } }): [string, string, number][] => [
      [source, 'late', late],
      [source, 'ahead', ahead],
      [source, 'set_back', setBack],
    ]),
})

/** What comes of evaluating. */
function ofRules(meter: Meter): MetricsSource {
  const each = (kind: string) => (): [string, number][] =>
    [...meter.rules()].map(([rule, counts]) => [rule, counts[kind] ?? 0])
  return {
    tripline_events_late_total: each('late'),
    tripline_rule_asked_total: each('asked'),
    tripline_rule_events_total: each('events'),
    tripline_rule_seconds_total: () => [...meter.rules()].map(([rule, { ms = 0 }]) => [rule, ms / 1000]),
    tripline_rule_keys: () => [...meter.held()].map(([rule, { keys }]) => [rule, keys]),
    tripline_rule_state_bytes: () => [...meter.held()].map(([rule, { bytes }]) => [rule, bytes]),
    tripline_rule_matches_total: each('matches'),
    tripline_rule_errors_total: each('errors'),
    tripline_rule_hurried_total: each('hurried'),
    tripline_rule_near_misses_total: () => meter.near(),
    tripline_rule_undecided: () => [...meter.undecided()],
    tripline_state_evictions_total: () =>
      [...meter.rules()].flatMap(([rule, counts]): [string, string, number][] => [
        [rule, 'key', counts['evictedKeys'] ?? 0],
        [rule, 'event', counts['evictedEvents'] ?? 0],
        [rule, 'refused', counts['refused'] ?? 0],
        [rule, 'evidence', counts['unshown'] ?? 0],
      ]),
    tripline_forgotten_total: () => Object.entries(meter.forgotten()),
    tripline_incidents_total: () =>
      [...meter.incidents].flatMap(([rule, levels]) =>
        [...levels].map(([level, n]): [string, string, number] => [rule, level, n]),
      ),
    tripline_incident_repetitions_total: () => meter.repetitions,
    tripline_events_category_total: () => Object.entries(meter.categories()),
    tripline_webhook_attempts_total: () =>
      [...meter.attempts].flatMap(([webhook, counts]) =>
        Object.entries(counts).map(([outcome, n]): [string, string, number] => [webhook, outcome, n]),
      ),
    tripline_snapshot_bytes: () => meter.snapshotBytes(),
  }
}

const ofCommits = (meter: Meter): MetricsSource => ({
  tripline_commit_duration_seconds: (observe) => meter.onCommitted(observe),
  tripline_commit_failures_total: () => meter.commitFailures,
})

// What passes through a run is counted, and goes on as it came; and the metrics that are made of the counts.
import { describe, expect, test } from 'vitest'
import type { Send } from '../../../src/actions/action.ts'
import { Meter } from '../../../src/app/run/meter.ts'
import { metricsSource } from '../../../src/app/run/metrics.ts'
import { OperationalError } from '../../../src/errors.ts'
import { anyCategory } from '../../../src/event/category.ts'
import { noOddities } from '../../../src/event/headway.ts'
import { exclusive } from '../../../src/event/position.ts'
import { openMetrics } from '../../../src/metrics/open-metrics.ts'
import { type MetricName, metricList } from '../../../src/metrics/table.ts'
import { Evaluator } from '../../../src/pipeline/evaluator.ts'
import type { CommitStore, OutboxRow } from '../../../src/store/store.ts'
import { batchOf, rule, rulesetOf, source, type Tiny } from '../../engine/build.ts'
import { parseExposition } from '../../metrics/exposition.ts'
import { commit, incident } from '../../store/incidents.ts'
import { saveSnapshot, snapshotsInto } from '../../store/snapshots.ts'

const nowMs = Date.parse('2026-03-01T09:00:00Z')

const unreadable = [
  { source: 'a.log', connector: 'caddy', reason: 'not JSON', count: 3, samples: [] },
  { source: 'a.log', connector: 'caddy', reason: 'too long', count: 1, samples: [] },
  { source: 'b.log', connector: 'caddy', reason: 'not JSON', count: 2, samples: [] },
]

/** Name → `labels → value`, as a scrape tells it. */
async function told(meter: Meter): Promise<(name: MetricName) => Readonly<Record<string, number>>> {
  const readiness = async () => ({
    ready: false,
    checks: { store: { status: 'failed' as const }, queue: { status: 'ok' as const } },
  })
  const parts = {
    mode: 'run' as const,
    meter,
    readiness,
    sources: () => ['a.log', 'http'],
    unreadable: () => unreadable,
    traffic: () => [['syslog:127.0.0.1:5514', { received: 7, dropped: 2 }] as const],
    times: () => [
      { source: 'a.log', latenessUs: 5_000_000, isIdle: true, oddities: { ...noOddities(), late: 4, setBack: 1 } },
      { source: 'http', latenessUs: 1_000, isIdle: null, oddities: { ...noOddities(), ahead: 2 } },
    ],
  }
  const own = { tripline_queue_depth: () => [['memory', 5] as const] }
  const { text } = await openMetrics(
    metricsSource({ ...parts, own }, () => nowMs),
    { ofProcess: false },
  ).scrape()
  const families = parseExposition(text)
  return (name) =>
    Object.fromEntries(
      (families.get(name)?.samples ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
    )
}

const none = new Meter([])

const quiet = rule({ kind: 'event', categories: anyCategory, test: () => true })

test('every metric is told that neither a queue nor a search server has to bring', async () => {
  const source = metricsSource(
    {
      mode: 'run',
      meter: none,
      readiness: async () => ({ ready: true, checks: {} }),
      sources: () => [],
      unreadable: () => [],
      own: {},
    },
    Date.now,
  )
  const expected = metricList.filter(({ when, name }) => when === undefined && name !== 'tripline_queue_depth')
  expect(Object.keys(source).sort()).toEqual(expected.map(({ name }) => name).sort())
})

test('what a run leaves to workers it does not tell, and they tell it', async () => {
  const told = (mode: 'producer' | 'worker') => {
    const readiness = async () => ({ ready: true, checks: {} })
    const parts = { mode, meter: none, readiness, sources: () => [], unreadable: () => [], own: {} }
    return new Set(Object.keys(metricsSource(parts, Date.now)))
  }
  const [run, worker] = [told('producer'), told('worker')]
  expect([...run].filter((name) => worker.has(name)).sort()).toEqual([
    'tripline_build_info',
    'tripline_commit_duration_seconds',
    'tripline_commit_failures_total',
    'tripline_ready',
  ])
  const all = metricList.filter(({ when, name }) => when === undefined && name !== 'tripline_queue_depth')
  expect([...run.union(worker)].sort()).toEqual(all.map(({ name }) => name).sort())
})

test('sources, what they brought, and how far they are', async () => {
  const meter = new Meter([])
  const us = (nowMs - 60_000) * 1000
  const progress = { us: us - 5_000_000, nanos: 0, sequence: exclusive }
  const fromAhead = tiny('login', us + 86_400_000_000)
  meter.heard({
    source: 'a.log',
    batch: batchOf([tiny('login', us - 1_000_000), tiny('login', us), fromAhead]),
    progress,
  })
  meter.heard({
    source: 'a.log',
    batch: batchOf([tiny('login', us - 2_000_000)]),
    progress: { ...progress, us: Number.NEGATIVE_INFINITY },
  })
  const of = await told(meter)
  expect(of('tripline_events_ingested_total')).toEqual({ 'a.log': 4, http: 0 })
  expect(of('tripline_last_event_timestamp_seconds')).toEqual({ 'a.log': us / 1e6 })
  expect(of('tripline_watermark_lag_seconds')).toEqual({ 'a.log': 65 })
  expect(of('tripline_unreadable_total')).toEqual({ 'a.log': 4, 'b.log': 2, http: 0 })
  expect(of('tripline_unreadable_reasons_total')).toEqual({ 'caddy not JSON': 5, 'caddy too long': 1 })
  expect(of('tripline_messages_received_total')).toEqual({ 'syslog:127.0.0.1:5514': 7 })
  expect(of('tripline_messages_dropped_total')).toEqual({ 'syslog:127.0.0.1:5514': 2 })
  expect(of('tripline_source_idle')).toEqual({ 'a.log': 1 })
  expect(of('tripline_source_lateness_seconds')).toEqual({ 'a.log': 5, http: 0.001 })
  expect(of('tripline_source_times_odd_total')).toEqual({
    ...{ 'a.log late': 4, 'a.log ahead': 0, 'a.log set_back': 1 },
    ...{ 'http late': 0, 'http ahead': 2, 'http set_back': 0 },
  })
  expect(of('tripline_queue_depth')).toEqual({ memory: 5 })
})

test('checks are told as they are for /readyz', async () => {
  expect((await told(none))('tripline_ready')).toEqual({ store: 0, queue: 1 })
})

test('rules count what evaluators count, however these come and go', async () => {
  const meter = new Meter([])
  const evaluate = (one: Evaluator, n: number) => {
    const progress = { us: n, nanos: 0, sequence: exclusive }
    one.evaluate({ source: source.id, n, batch: batchOf([tiny('login', n)]), progress, resume: null })
  }
  const [one, two] = [new Evaluator(rulesetOf(quiet), [source]), new Evaluator(rulesetOf(quiet), [source])]
  evaluate(one, 1)
  meter.add(one)
  meter.add(two)
  evaluate(one, 2)
  evaluate(two, 1)
  meter.remove(one)
  evaluate(one, 3)
  const of = await told(meter)
  const { id } = quiet.metadata
  expect(of('tripline_rule_events_total')).toEqual({ [id]: 2 })
  expect(of('tripline_rule_matches_total')).toEqual({ [id]: 2 })
  expect(of('tripline_state_evictions_total')).toEqual({
    [`${id} key`]: 0,
    [`${id} event`]: 0,
    [`${id} refused`]: 0,
    [`${id} evidence`]: 0,
  })
  expect(of('tripline_forgotten_total')).toEqual({ logins: 0, suppressions: 0, amendments: 0 })
  expect(of('tripline_events_category_total')).toEqual({ log: 2 })
})

const store = (commits: () => Promise<void>): CommitStore => ({
  recover: async () => ({ snapshot: null, journal: [], positions: new Map() }),
  knowsRequest: async (key) => key === 'known',
  commit: commits,
  beginSnapshot: snapshotsInto(() => {}),
})

describe('commits', () => {
  const changes = [
    { kind: 'raised' as const, incident: incident({ id: 'one', ruleId: 'policy', level: 'high' }) },
    { kind: 'raised' as const, incident: incident({ id: 'two', ruleId: 'policy', level: 'high' }) },
    { kind: 'counted' as const, id: 'one', us: 1, count: 2 },
  ]

  test('that succeed count their incidents and how long they took', async () => {
    const meter = new Meter([])
    meter.add(new Evaluator(rulesetOf(quiet), [source]))
    const seconds: number[] = []
    meter.onCommitted((each) => seconds.push(each))
    let ms = 0
    const watched = meter.commits(
      store(async () => {
        ms += 250
      }),
      () => ms,
    )
    await watched.commit([commit(1, { changes })], nowMs)
    await saveSnapshot(watched, { format: 1, state: 'ü' })
    const of = await told(meter)
    expect(seconds).toEqual([0.25])
    expect(of('tripline_incidents_total')).toEqual({ [`${quiet.metadata.id} high`]: 0, 'policy high': 2 })
    expect(of('tripline_incident_repetitions_total')).toEqual({ '': 1 })
    expect(of('tripline_snapshot_bytes')).toEqual({ '': 2 })
    expect(await watched.knowsRequest('known')).toBe(true)
    meter.forget(watched)
    expect((await told(meter))('tripline_snapshot_bytes')).toEqual({ '': 0 })
  })

  test('that fail are counted as failures and fail all the same', async () => {
    const meter = new Meter([])
    const seconds: number[] = []
    meter.onCommitted((each) => seconds.push(each))
    const watched = meter.commits(
      store(() => Promise.reject(new Error('full'))),
      () => 0,
    )
    await expect(watched.commit([commit(1, { changes })], nowMs)).rejects.toThrow('full')
    const of = await told(meter)
    expect(of('tripline_commit_failures_total')).toEqual({ '': 1 })
    expect(of('tripline_incidents_total')).toEqual({})
    expect(seconds).toEqual([])
  })
})

test('commits of a queue are timed and counted like those of a store', async () => {
  const meter = new Meter([])
  const seconds: number[] = []
  meter.onCommitted((each) => seconds.push(each))
  const outcomes = [async () => 'ok' as const, async () => 'full' as const, () => Promise.reject(new Error('away'))]
  const opened = { positions: new Map(), remembered: [], numbers: new Map() }
  const queue = { open: async () => opened, commit: () => outcomes.shift()!() }
  const watched = meter.batches(queue, () => 0)
  const nothing = { batches: [], positions: new Map(), sources: [], remembered: new Map(), requestKeys: [] }
  expect(await watched.open()).toBe(opened)
  expect(await watched.commit(nothing, nowMs)).toBe('ok')
  expect(await watched.commit(nothing, nowMs)).toBe('full')
  await expect(watched.commit(nothing, nowMs)).rejects.toThrow('away')
  expect(seconds).toEqual([0])
  expect((await told(meter))('tripline_commit_failures_total')).toEqual({ '': 1 })
})

test('posts are counted by what became of them', async () => {
  const meter = new Meter([])
  const answers = [
    async () => ({ accepted: 1, unreadable: 0, duplicate: false }),
    async () => ({ accepted: 1, unreadable: 0, duplicate: true }),
    () => Promise.reject(new OperationalError('REQUEST_INVALID', { details: '' })),
    () => Promise.reject(new OperationalError('UNAVAILABLE')),
    () => Promise.reject(new Error('a bug')),
  ]
  const ingest = meter.ingest(() => answers.shift()!())
  for (let n = answers.length; n > 0; n--) await ingest(new Uint8Array(), null).catch(() => {})
  expect((await told(meter))('tripline_posts_total')).toEqual({ accepted: 1, duplicate: 1, refused: 1, unavailable: 2 })
})

test('what shippers send is counted with them; who came when there was no room did nothing wrong', async () => {
  const meter = new Meter([])
  const answers = [
    async () => ({ problems: [], duplicate: false }),
    async () => ({ problems: [], duplicate: true }),
    () => Promise.reject(new OperationalError('BUSY')),
  ]
  const ship = meter.ship(() => answers.shift()!())
  for (let n = answers.length; n > 0; n--) await ship([], 'key').catch(() => {})
  expect((await told(meter))('tripline_posts_total')).toEqual({ accepted: 1, duplicate: 1, refused: 0, unavailable: 1 })
})

test('attempts of webhooks are counted by what became of them; what was broken off is none', async () => {
  const meter = new Meter(['soc', 'quiet'])
  const sent = [{ kind: 'again' }, { kind: 'delivered' }, { kind: 'refused' }, { kind: 'interrupted' }] as const
  const left = sent.map((each) => ({ ...each, detail: '' }))
  const send: Send = meter.sends(async () => left.shift()!)
  const attempt = { nowMs, signal: new AbortController().signal }
  for (const { kind } of sent) expect((await send({ target: 'soc' } as OutboxRow, attempt)).kind).toBe(kind)
  expect((await told(meter))('tripline_webhook_attempts_total')).toEqual({
    'soc delivered': 1,
    'soc again': 1,
    'soc refused': 1,
    'quiet delivered': 0,
    'quiet again': 0,
    'quiet refused': 0,
  })
})

const tiny = (kind: string, us: number): Tiny => ({ kind, us, sequence: us, user: 'ada', x: 1 })

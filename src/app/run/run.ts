// The whole thing, wired once: sources → pipeline → store → webhooks, with API and console beside it.
import { setTimeout as sleep } from 'node:timers/promises'
import { log as logAction } from '../../actions/log.ts'
import { outboxFor } from '../../actions/outbox-for.ts'
import { OutboxSender } from '../../actions/outbox-sender.ts'
import { webhook } from '../../actions/webhook/webhook.ts'
import type { Api } from '../../api/api.ts'
import type { ApiOptions, HealthOptions } from '../../api/options.ts'
import type { Delivery, Silence, Source, Unreadable } from '../../event/source.ts'
import { UnreadableLog } from '../../intake/unreadable.ts'
import { Evaluator } from '../../pipeline/evaluator.ts'
import { Pipeline, type Work } from '../../pipeline/pipeline.ts'
import { MemoryQueue } from '../../queue/memory.ts'
import type { Store } from '../../store/store.ts'
import { type FoundConfig, readSecret, runRequestSettings } from '../config.ts'
import { consolePage } from '../root.ts'
import { type LoadedRules, loginStage } from '../rules.ts'
import { openOwnStore } from '../store.ts'
import { SourceClock } from './clock.ts'
import { drive } from './drive.ts'
import { createIngest, httpSource } from './ingest.ts'
import type { Log } from './log.ts'
import { Meter } from './meter.ts'
import { observeRun } from './observe.ts'
import { openSources } from './sources.ts'
import { runStats } from './stats.ts'
import { StoreHealth } from './store-health.ts'
import { webhookSettings, webhookTargets } from './webhooks.ts'

export interface Running {
  /** Where the console is. */
  readonly url: string
  /** Takes what has come to its end, saves state and closes. */
  stop(): Promise<void>
}

/** Deliveries waiting to be evaluated: beyond it, sources wait. */
const queueBound = 256

const tickMs = 1000
const housekeepingMs = 5000
const retentionMs = 3_600_000

export async function startRun(found: FoundConfig, rules: LoadedRules, log: Log): Promise<Running> {
  const { config, resolve } = found
  const store = await openOwnStore(resolve(config.store.path))
  const health = new StoreHealth(log, monotonicMs)
  const evaluator = new Evaluator(rules.ruleset, [httpSource], loginStage(rules.ruleset, config.app.login))
  const meter = new Meter(
    rules.ruleset.rules.map(({ metadata }) => metadata),
    Object.keys(config.actions.webhooks),
  )
  const sender = createSender(found, store, { log, meter })
  const targets = webhookTargets(found)
  const pipeline = new Pipeline({
    evaluator,
    store: meter.commits(store, monotonicMs),
    queue: new MemoryQueue<Work>(queueBound),
    outboxFor: (incident) => outboxFor(incident, targets),
    now: Date.now,
    onCommit: () => {
      health.worked()
      sender.wake()
    },
    onTrouble: (error) => health.failed(error),
  })
  await pipeline.start()
  meter.add(evaluator)
  const clock = new SourceClock()
  clock.add(httpSource.id, 'runs-on', monotonicMs())
  const heard = (delivery: Delivery): void => {
    clock.hear(delivery, monotonicMs())
    meter.heard(delivery)
  }
  const request = runRequestSettings(found)
  const posted = new UnreadableLog(httpSource.id)
  const ingest = createIngest({
    layout: rules.ruleset.layout,
    request,
    pipeline,
    store,
    unreadable: posted,
    heard,
    isFailing: () => health.isFailing(),
  })
  const stopping = new AbortController()
  const open: Source[] = []
  const unreadable = (): Unreadable[] => [...posted.list(), ...open.flatMap((source) => source.unreadable())]
  const observed = await observeRun({
    meter,
    storePath: resolve(config.store.path),
    isStoreFailing: () => health.isFailing(),
    stopping: stopping.signal,
    sources: () => [httpSource.id, ...open.map(({ info }) => info.id)],
    unreadable,
    waiting: () => pipeline.waiting,
    now: monotonicMs,
  })
  const api = await openApi(found, store, {
    ...observed,
    ingest: meter.ingest(ingest),
    rules,
    stats: () => runStats(evaluator, pipeline, open),
    onRetry: () => sender.wake(),
    onError: (error) => log.error('A request failed.', { error }),
  })

  const add = async (source: Source, silence: Silence): Promise<void> => {
    open.push(source)
    await pipeline.addSource(source.info)
    clock.add(source.info.id, silence, monotonicMs())
  }
  const read = (source: Source): Promise<void> =>
    drive(source, rules.ruleset.layout, pipeline, heard)
      .then(() => pipeline.idle(source.info.id))
      .catch((error: Error) => {
        if (stopping.signal.aborted) return
        log.error('A source failed and is not read any further.', { source: source.info.id, error })
      })
  const live = await openSources(found, { request, signal: stopping.signal, add, log })
  await setAside(evaluator, pipeline, [httpSource.id, ...open.map(({ info }) => info.id)])
  const { url } = await api.listen()
  sender.start()
  const reading = live.read(read)
  const timers = [
    setInterval(() => void tick(clock, evaluator, pipeline, log), tickMs),
    setInterval(() => void keepUnreadable(store, unreadable(), log), housekeepingMs),
    setInterval(() => void expire(found, store, log), retentionMs),
  ]
  await expire(found, store, log)

  return {
    url,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      const sent = sender.stop()
      await api.close()
      // A source waits for the store, which may be failing: then only the end of the pipeline ends it.
      await Promise.race([reading, sleep(sourcesGraceMs)])
      await pipeline.stop(pipelineGraceMs)
      await Promise.all([reading, sent])
      await keepUnreadable(store, unreadable(), log)
      await store.close()
    },
  }
}

/** What a stop takes at most; with what requests and webhooks are given, less than the ten seconds that a stop has. */
const sourcesGraceMs = 1000
const pipelineGraceMs = 3000

/** The wall clock may be set back; how long something lasted is measured by one that cannot be. */
const monotonicMs = (): number => performance.now()

/** Sources of a run before this one that the config no longer names: nobody waits for them. */
async function setAside(evaluator: Evaluator, pipeline: Pipeline, known: readonly string[]): Promise<void> {
  for (const source of evaluator.sources()) if (!known.includes(source)) await pipeline.idle(source)
}

async function tick(clock: SourceClock, evaluator: Evaluator, pipeline: Pipeline, log: Log): Promise<void> {
  if (!evaluator.waits()) return
  try {
    for (const { source, at } of clock.silent(monotonicMs())) await pipeline.idle(source, at)
  } catch (error) {
    log.warn('Time could not be passed on.', { error })
  }
}

async function keepUnreadable(store: Store, unreadable: readonly Unreadable[], log: Log): Promise<void> {
  if (unreadable.length === 0) return
  try {
    await store.keepUnreadable(unreadable, Date.now())
  } catch (error) {
    log.warn('What could not be read could not be kept.', { error })
  }
}

async function expire({ config }: FoundConfig, store: Store, log: Log): Promise<void> {
  const { incidents: keepUs } = config.retention
  if (keepUs === undefined) return
  try {
    const n = await store.expire(Date.now() - keepUs / 1000)
    if (n > 0) log.info('Old incidents were removed.', { incidents: n })
  } catch (error) {
    log.warn('Old incidents could not be removed; trying again in an hour.', { error })
  }
}

interface Watching {
  readonly log: Log
  readonly meter: Meter
}

function createSender(found: FoundConfig, store: Store, { log, meter }: Watching): OutboxSender {
  const writeLine = (line: string): Promise<void> =>
    new Promise((written, failed) => {
      process.stdout.write(`${line}\n`, (error) => (error ? failed(error) : written()))
    })
  return new OutboxSender({
    store,
    send: {
      webhook: meter.sends(webhook.open(webhookSettings(found))),
      log: logAction.open({ write: writeLine, format: 'text' }),
    },
    now: Date.now,
    random: Math.random,
    onError: (error) => log.error('The outbox failed; trying again.', { error }),
  })
}

interface ApiParts extends HealthOptions {
  readonly ingest: ApiOptions['ingest']
  readonly rules: LoadedRules
  readonly stats: ApiOptions['stats']
  readonly onRetry: () => void
  readonly onError: (error: unknown) => void
}

async function openApi(found: FoundConfig, store: Store, { rules, ...parts }: ApiParts): Promise<Api> {
  const { host, port, hosts, token_file: tokenFile } = found.config.api
  const { createApi } = await import('../../api/api.ts')
  return createApi({
    ...parts,
    store,
    rules: () => rules.ruleset.rules.map(({ metadata }) => metadata),
    settings: { host, port, hosts, token: tokenFile === undefined ? null : readSecret(found.resolve(tokenFile)) },
    assets: consolePage,
  })
}

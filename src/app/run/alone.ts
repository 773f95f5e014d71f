// A run in one process: sources → pipeline → SQLite → webhooks.
import { outboxFor } from '../../actions/outbox-for.ts'
import { Evaluator } from '../../pipeline/evaluator.ts'
import { Pipeline } from '../../pipeline/pipeline.ts'
import type { Work } from '../../pipeline/work.ts'
import { MemoryQueue } from '../../queue/memory.ts'
import { importedBaseline } from '../baseline-file.ts'
import { boundsOfRules, unknownIn } from '../bounds.ts'
import { type FoundConfig, keyOfStore, runRequestSettings } from '../config.ts'
import { unknownLimits } from '../limits.ts'
import { applyAll } from '../list-files.ts'
import { type LoadedRules, loginStage } from '../rules.ts'
import { oldestSeconds, type SearchServer } from '../search-server.ts'
import { openOwnStore } from '../store.ts'
import type { BackEnd, RunStore } from './back-end.ts'
import { openBlocks } from './blocks.ts'
import { deafMs, SourceClock } from './clock.ts'
import { searchCheck, storeCheck } from './health.ts'
import { httpSource } from './ingest.ts'
import { rehearse } from './rehearse.ts'
import { searchMetrics } from './search-metrics.ts'
import { createSender, type Watching } from './sender.ts'
import { StoreHealth } from './store-health.ts'
import { webhookTargets } from './webhooks.ts'

/** Deliveries waiting to be evaluated: beyond it, sources wait. */
const queueBound = 256

/** What the end of the pipeline takes at most. */
const pipelineGraceMs = 3000

/** The wall clock may be set back; how long something lasted is measured by one that cannot be. */
const monotonicMs = (): number => performance.now()

/** With a search server incidents go on to it, and are looked up there. */
export async function openAlone(
  found: FoundConfig,
  rules: LoadedRules,
  { search, ...watching }: Watching & { readonly search: SearchServer | null },
): Promise<BackEnd> {
  const { config, resolve } = found
  const { log, meter } = watching
  const path = resolve(config.store.path)
  const kept = await openOwnStore(path, { spooling: search !== null })
  const forwarder = search?.forward(kept.spool, kept.deadLetters) ?? null
  const store = search === null ? kept : searchedElsewhere(kept, search)
  const health = new StoreHealth(log, monotonicMs)
  const unknown = [...unknownIn(config.bounds, rules.ruleset.rules), ...unknownLimits(rules.files, config.app.limits)]
  for (const sentence of unknown) log.warn(sentence)
  const start = await importedBaseline(found)
  const blocks = openBlocks(found, kept, log)
  const evaluator = new Evaluator(rules.ruleset, [httpSource], {
    ...loginStage(rules.ruleset, config.app.login, start),
    ...boundsOfRules(config.bounds),
    clock: monotonicMs,
    ahead: blocks.ahead,
  })
  const sender = createSender(found, kept, { ...watching, block: blocks.blocker.send })
  const targets = webhookTargets(found)
  const pipeline = new Pipeline({
    evaluator,
    store: meter.commits(kept, monotonicMs),
    queue: new MemoryQueue<Work>(queueBound),
    outboxFor: (incident) => outboxFor(incident, targets),
    atOnce: (changes) => blocks.atOnce(changes),
    now: Date.now,
    onCommit: () => {
      health.worked()
      sender.wake()
      forwarder?.wake()
    },
    onTrouble: (error) => health.failed(error),
  })
  await pipeline.start()
  await blocks.start()
  if (config.blocks.mode === 'enforce') await rehearse(rules.ruleset.rules)
  meter.add(evaluator)
  const clock = new SourceClock()
  clock.add(httpSource.id, 'runs-on', monotonicMs())
  let sent: Promise<void> = Promise.resolve()
  let isTicking = false
  let tickedMs = monotonicMs()

  return {
    mode: 'run',
    rules,
    request: await runRequestSettings(found, () => keyOfStore(found)),
    sink: pipeline,
    store,
    checks: [
      storeCheck(path, () => health.isFailing()),
      ...blocks.checks,
      ...(search ? [searchCheck(() => oldestSeconds([kept.spool], Date.now()))] : []),
    ],
    metrics: {
      tripline_queue_depth: () => [['memory', pipeline.waiting]],
      ...blocks.metrics,
      ...(search && searchMetrics({ ...kept, spools: () => [kept.spool] })),
    },
    changeRules: async ({ ruleset }) => {
      await pipeline.change(() =>
        evaluator.changeRules(ruleset, loginStage(ruleset, config.app.login, start).stage ?? null),
      )
      meter.changeRules(evaluator)
    },
    changeLists: (changes) => pipeline.change(() => applyAll(changes)),
    isFailing: () => health.isFailing(),
    async add({ info }, silence) {
      await pipeline.addSource(info)
      clock.add(info.id, silence, monotonicMs())
    },
    remove: ({ info }) => clock.remove(info.id),
    heard: (delivery) => clock.hear(delivery, monotonicMs()),
    async begin(sources) {
      // Sources of a run before this one that the config no longer names: nobody waits for them.
      for (const source of evaluator.sources())
        if (source !== httpSource.id && !sources.includes(source)) await pipeline.idle(source)
      sender.start()
      forwarder?.start()
    },
    async tick() {
      if (isTicking) return
      const nowMs = monotonicMs()
      if (health.isFailing() || nowMs - tickedMs > deafMs) clock.wasDeaf(nowMs)
      tickedMs = nowMs
      if (!evaluator.waits()) return
      isTicking = true
      try {
        for (const { source, at } of clock.silent(nowMs)) await pipeline.idle(source, at)
      } finally {
        isTicking = false
      }
    },
    wake: () => sender.wake(),
    idle: () => evaluator.progress().flatMap(({ source, idle }) => (idle ? [source] : [])),
    stats: async () => ({
      events: evaluator.eventCounts(),
      rules: evaluator.ruleStats(),
      forgotten: evaluator.forgotten(),
      undecided: Object.fromEntries(evaluator.undecided()),
      queue: { waiting: pipeline.waiting },
    }),
    async stop() {
      sent = sender.stop()
      await pipeline.stop(pipelineGraceMs)
    },
    async close() {
      await Promise.all([sent, forwarder?.stop()])
      blocks.stop()
      await kept.close()
      await search?.close()
    },
  }
}

/** Kept in both, so that a search server that is away loses nothing; looked up and worked on in one. */
const searchedElsewhere = (kept: RunStore, search: SearchServer): RunStore => ({
  ...kept,
  ...search.incidents,
  expire: async (beforeMs) => {
    await kept.expire(beforeMs)
    return search.expire(beforeMs)
  },
})

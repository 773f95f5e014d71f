// A partition that this worker owns: its state brought back, its queue evaluated, until it is given up.

import { OperationalError } from '../../errors.ts'
import type { Silence } from '../../event/source.ts'
import type { Incident } from '../../incident/incident.ts'
import { rulesOf } from '../../pipeline/batch-text.ts'
import { Evaluator, rulesOfState } from '../../pipeline/evaluator.ts'
import { Feed, type Spoilt } from '../../pipeline/feed.ts'
import { Pipeline } from '../../pipeline/pipeline.ts'
import type { Work } from '../../pipeline/work.ts'
import { MemoryQueue } from '../../queue/memory.ts'
import type { PartitionBatches } from '../../queue/partition-batches.ts'
import type { BatchJob, Consumer } from '../../queue/redis/jobs.ts'
import type { CommitStore, OutboxEntry, Recovery } from '../../store/store.ts'
import type { RuleBounds } from '../bounds.ts'
import type { RulesLibrary } from './library.ts'
import { SilenceWatch } from './silence.ts'

export interface PartitionSettings {
  readonly partition: number
  readonly partitions: number
  /** Of rules, in this partition. */
  readonly bounds: RuleBounds
  /** Bytes of batches that may lie in Redis, of all partitions. */
  readonly boundBytes: number
  /** The hash of the rules that count now. */
  readonly rules: string
  readonly library: RulesLibrary
  /** Refuses commits once the partition is somebody else's. */
  readonly store: CommitStore
  readonly batches: PartitionBatches
  readonly consume: (process: (job: BatchJob) => Promise<void>) => Promise<Consumer>
  readonly outboxFor: (incident: Incident) => readonly OutboxEntry[]
  readonly silenceOf: (source: string) => Silence
  readonly onCommit: () => void
  readonly onTrouble: (error: unknown) => void
  /** Told before each batch, which are then evaluated one by one; null where nothing is suspected. */
  readonly beginBatch: ((producer: string, n: number) => Promise<void>) | null
  /** It cannot go on here: the partition is lost, or a batch cannot be evaluated. */
  readonly onBroken: (spoilt: Spoilt | null) => void
}

export interface OpenPartition {
  readonly evaluator: Evaluator
  /** Looks for batches that nobody told of, and for sources that have fallen silent. */
  tick(nowMs: number): Promise<void>
  /** Ends what is under way and saves the state. */
  close(): Promise<void>
}

const queueBound = 128
const groupSize = 32

/** A partition's own part of what may lie in Redis is never all taken by what a snapshot would set free. */
const snapshotEveryBytes = ({ boundBytes, partitions }: PartitionSettings): number =>
  Math.min(8 << 20, boundBytes / partitions / 2)

/** What a close waits for: others may have the partition only afterwards. */
const closeGraceMs = 4000

const monotonicMs = (): number => performance.now()

export async function openPartition(settings: PartitionSettings, skip: Spoilt | null): Promise<OpenPartition> {
  const { partition, partitions, bounds, rules, library, store } = settings
  const ruleset = await library.prepare(rules)
  const evaluator = new Evaluator(ruleset, [], {
    share: { partition, partitions },
    ...bounds,
    clock: monotonicMs,
    published: { hash: rules, get: (hash) => library.get(hash) },
  })
  let closed = false
  const broken = (spoilt: Spoilt | null): void => {
    if (!closed) settings.onBroken(spoilt)
  }
  const pipeline = new Pipeline({
    evaluator,
    store: { ...store, recover: () => recoverWith(store, library) },
    queue: new MemoryQueue<Work>(queueBound),
    outboxFor: settings.outboxFor,
    now: Date.now,
    onCommit: settings.onCommit,
    onTrouble: (error) => (isLost(error) ? broken(null) : settings.onTrouble(error)),
    isFinal: isLost,
    groupSize: settings.beginBatch ? 1 : groupSize,
    snapshotEveryBytes: snapshotEveryBytes(settings),
  })
  const positions = await pipeline.start()
  const done = new Map([...positions].map(([source, { n }]) => [source, n]))
  // Where one before it was not committed after all, this one is found again behind that.
  if (skip && (done.get(skip.producer) ?? 0) === skip.n - 1) {
    await pipeline.skipBatch(skip.producer, skip.n, skip.text !== null)
    done.set(skip.producer, skip.n)
  }
  const feed = new Feed({
    batches: settings.batches,
    pipeline,
    done,
    prepare: async (text, producer, n) => {
      await library.prepare(rulesOf(text))
      await settings.beginBatch?.(producer, n)
    },
    ...(settings.beginBatch && { mostUnderWay: 1 }),
    onSpoilt: broken,
    onLost: () => broken(null),
  })
  const consumer = await settings.consume(({ producer, n }) => feed.upTo(producer, n))
  const silence = new SilenceWatch()
  let isTicking = false
  const tick = async (nowMs: number): Promise<void> => {
    await feed.catchUp()
    await pipeline.rest()
    silence.look(evaluator.progress(), settings.silenceOf, nowMs)
    if (!evaluator.waits()) return
    for (const { source, at } of silence.silent(nowMs)) await pipeline.idle(source, at)
  }
  return {
    evaluator,
    /** Where the one before takes longer, as where commits wait for room, there is nothing that another could do. */
    async tick(nowMs) {
      if (isTicking) return
      isTicking = true
      await tick(nowMs).finally(() => {
        isTicking = false
      })
    },
    async close() {
      closed = true
      await Promise.all([pipeline.stop(closeGraceMs), consumer.close()])
    },
  }
}

const isLost = (error: unknown): boolean => error instanceof OperationalError && error.code === 'LEASE_LOST'

/** All rules that the state and the journal were made by are had before anything is run again. */
async function recoverWith(store: CommitStore, library: RulesLibrary): Promise<Recovery> {
  const recovery = await store.recover()
  const hashes = recovery.journal.map(({ data }) => rulesOf(data))
  if (recovery.snapshot) hashes.push(rulesOfState(recovery.snapshot.pieces))
  for (const hash of new Set(hashes)) await library.prepare(hash)
  return recovery
}

// From producer to partitions and their owners: whatever dies on the way, the incidents are those of one process.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { rulesOf } from '../../src/pipeline/batch-text.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { Feed, type Spoilt } from '../../src/pipeline/feed.ts'
import { Pipeline } from '../../src/pipeline/pipeline.ts'
import { Producer, type ProducerWork, type Refusal } from '../../src/pipeline/producer.ts'
import type { Work } from '../../src/pipeline/work.ts'
import { MemoryQueue } from '../../src/queue/memory.ts'
import { somehow, timelines } from '../engine/arrivals.ts'
import { type Arrival, batchOf, deliveries, source } from '../engine/build.ts'
import { rulesOfAllKinds as ruleset } from '../engine/kinds.ts'
import { MemoryPartitions } from './partitions.ts'

const partitions = 3
const name = 'edge'
const hash = 'rules'

/** What it still had to do is forgotten, as when its process is killed. */
interface Owner {
  readonly feed: Feed
  readonly pipeline: Pipeline
  readonly spoilt: Spoilt[]
}

async function own(
  shared: MemoryPartitions,
  partition: number,
  snapshotEveryBytes: number,
  leftOut?: Spoilt,
): Promise<Owner> {
  const evaluator = new Evaluator(ruleset, [], {
    share: { partition, partitions },
    published: { hash, get: () => ruleset },
  })
  const pipeline = new Pipeline({
    evaluator,
    store: shared.take(partition),
    queue: new MemoryQueue<Work>(64),
    outboxFor: () => [],
    now: () => 0,
    onTrouble: () => {},
    isFinal: () => true,
    snapshotEveryBytes,
  })
  const positions = new Map(await pipeline.start())
  if (leftOut) {
    await pipeline.skipBatch(leftOut.producer, leftOut.n, leftOut.text !== null)
    positions.set(leftOut.producer, { n: leftOut.n, resume: null })
  }
  const spoilt: Spoilt[] = []
  const feed = new Feed({
    batches: shared.batches(partition),
    pipeline,
    done: new Map([...positions].map(([producer, { n }]) => [producer, n])),
    prepare: async (text) => expect(rulesOf(text)).toBe(hash),
    onSpoilt: (one) => spoilt.push(one),
    onLost: () => expect.unreachable(),
  })
  return { feed, pipeline, spoilt }
}

async function produce(shared: MemoryPartitions, refused: Refusal[] = []): Promise<Producer> {
  const producer = new Producer({
    ...{ name, partitions, ruleset, rules: hash, stage: null, batches: shared },
    queue: new MemoryQueue<ProducerWork>(64),
    now: () => 0,
    onTrouble: () => {},
    onRefused: (refusal) => refused.push(refusal),
    progressEveryMs: 0,
  })
  await producer.start()
  return producer
}

/** With time running on at the end, so that everything is decided. */
function whole(arrival: Arrival): Delivery[] {
  const all = deliveries(arrival)
  const progress = { us: 1e12, nanos: 0, sequence: exclusive }
  return [...all, { source: 's', n: all.length + 1, batch: batchOf([]), progress, resume: null }]
}

const told = (changes: readonly IncidentChange[]): string[] =>
  changes.map((change) => (change.kind === 'raised' ? JSON.stringify(change.incident) : JSON.stringify(change))).sort()

/** Before a delivery: a new owner of that partition, a new process of the producer. */
const accidents = fc.array(
  fc.record({ before: fc.nat(8), partition: fc.nat(partitions - 1), producer: fc.boolean() }),
  { maxLength: 6 },
)

test('whoever dies, and however often, the incidents are those of one process', async () => {
  const arrivals = timelines(['A', 'B', 'C', 'D']).chain(somehow)
  await fc.assert(
    fc.asyncProperty(arrivals, accidents, fc.constantFrom(1, 500, 1 << 20), async (arrival, happening, bytes) => {
      const shared = new MemoryPartitions(partitions, name)
      const owners = await Promise.all(Array.from({ length: partitions }, (_, i) => own(shared, i, bytes)))
      let producer = await produce(shared)
      await producer.addSource(source)
      for (const [i, delivery] of whole(arrival).entries()) {
        for (const { before, partition, producer: isProducer } of happening) {
          if (before !== i) continue
          if (isProducer) producer = await produce(shared)
          void owners[partition]!.feed.catchUp().catch(() => {})
          owners[partition] = await own(shared, partition, bytes)
        }
        if ((producer.resumeOf('s')?.n ?? 0) < delivery.n) await producer.submit(delivery)
      }
      await producer.stop()
      for (const { feed, pipeline } of owners) {
        await feed.catchUp()
        await pipeline.stop()
      }
      const alone = new Evaluator(ruleset, [source])
      expect(told(shared.changes)).toEqual(told(whole(arrival).flatMap((one) => alone.evaluate(one).changes)))
    }),
    { numRuns: 100 },
  )
})

test('a commit whose answer is lost is made once', async () => {
  const shared = new MemoryPartitions(partitions, name)
  shared.answersToLose = 1
  const producer = await produce(shared)
  await producer.addSource(source)
  expect(Array.from({ length: partitions }, (_, i) => shared.waiting(i))).toEqual([1, 1, 1])
  await producer.stop()
})

test('full partitions make the sender wait, and lose nothing', async () => {
  const shared = new MemoryPartitions(partitions, name)
  shared.refusals.push('full', 'full')
  const producer = await produce(shared)
  await producer.addSource(source)
  expect(producer.counts.waits).toBe(2)
  expect(shared.waiting(0)).toBe(1)
  await producer.stop()
})

test.each(['superseded', 'outdated', 'lost'] as const)('a producer that is %s takes nothing more', async (refusal) => {
  const shared = new MemoryPartitions(partitions, name)
  shared.refusals.push(refusal)
  const refused: Refusal[] = []
  const producer = await produce(shared, refused)
  await expect(producer.addSource(source)).rejects.toThrow()
  await expect(producer.addSource(source)).rejects.toThrow()
  expect(refused).toEqual([refusal])
  await producer.stop()
})

test.each([
  ['cannot be read', '{"format":1'],
  ['holds what is no journal', '{"format":2,"rules":"rules"}\n{"source":'],
  ['is gone', null],
])('a batch that %s stops its partition; what came before it is kept, what comes after it goes on', async (_, text) => {
  const shared = new MemoryPartitions(partitions, name)
  const producer = await produce(shared)
  await producer.addSource(source)
  await producer.idle('s')
  await producer.idle('s')
  await producer.stop()
  shared.spoil(0, 2, text)
  const { feed, spoilt } = await own(shared, 0, 1)
  await feed.upTo(name, 3).catch(() => {})
  expect(spoilt).toMatchObject([{ producer: name, n: 2 }])
  expect(shared.waiting(0)).toBe(2)
  const next = await own(shared, 0, 1, spoilt[0]!)
  await next.feed.upTo(name, 3)
  expect(shared.waiting(0)).toBe(0)
})

// A producer that gives up: nothing that comes after what it could not commit may be committed.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Producer, type ProducerWork, type Refusal } from '../../src/pipeline/producer.ts'
import type { Committed, ProducerCommit } from '../../src/queue/batch-queue.ts'
import { MemoryQueue } from '../../src/queue/memory.ts'
import { batchOf, source } from '../engine/build.ts'
import { rulesOfAllKinds as ruleset } from '../engine/kinds.ts'

/** `answer`: to the commit of the first delivery, however often it is tried; `ok` to all others. */
async function producerWith(answer: Committed | Error) {
  const commits: (readonly number[])[] = []
  const refused: Refusal[] = []
  const commit = async ({ positions }: ProducerCommit): Promise<Committed> => {
    const numbers = [...positions.values()].map((position) => position?.n ?? 0)
    commits.push(numbers)
    await sleep(5)
    if (!numbers.includes(1)) return 'ok'
    if (answer instanceof Error) throw answer
    return answer
  }
  const batches = { open: async () => ({ positions: new Map(), remembered: [], numbers: new Map() }), commit }
  const producer = new Producer({
    ...{ name: 'edge', partitions: 2, ruleset, rules: 'rules', stage: null, batches },
    queue: new MemoryQueue<ProducerWork>(64),
    now: () => 0,
    onTrouble: () => {},
    onRefused: (refusal) => refused.push(refusal),
  })
  await producer.start()
  return { producer, commits, refused }
}

const delivery = (n: number) => ({
  source: source.id,
  n,
  batch: batchOf([]),
  progress: { us: n, nanos: 0, sequence: 0 },
  resume: { n },
})

/** Two deliveries: the second comes while the first is being committed. Returns what became of them. */
async function submitTwo(producer: Producer): Promise<readonly string[]> {
  const first = producer.submit(delivery(1))
  await sleep(1)
  return (await Promise.allSettled([first, producer.submit(delivery(2))])).map(({ status }) => status)
}

test.each<Committed>(['superseded', 'outdated', 'lost'])(
  'what follows a commit that was %s is not tried',
  async (answer) => {
    const { producer, commits, refused } = await producerWith(answer)
    expect(await submitTwo(producer)).toEqual(['rejected', 'rejected'])
    expect(commits).toEqual([[1]])
    expect(refused).toEqual([answer])
  },
)

test.each<[string, Committed | Error]>([
  ['finds no room', 'full'],
  ['gets no answer', new Error('connection lost')],
])(
  'what follows a commit that %s until the stop is not tried: positions would pass what is not kept',
  async (_, answer) => {
    const { producer, commits } = await producerWith(answer)
    const submitted = submitTwo(producer)
    await sleep(20)
    await producer.stop(0)
    expect(await submitted).toEqual(['rejected', 'rejected'])
    expect(new Set(commits.flat())).toEqual(new Set([1]))
  },
)

test('where a source goes on that is gone is taken away with the next commit', async () => {
  const { producer, commits } = await producerWith('ok')
  await producer.submit(delivery(1))
  expect([...producer.positions().keys()]).toEqual([source.id])
  await producer.forget(source.id)
  expect([...producer.positions().keys()]).toEqual([])
  expect(commits).toEqual([[1], [0]])
  await producer.stop()
})

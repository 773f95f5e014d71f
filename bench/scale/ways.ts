// The ways that are compared, each from deliveries in memory to everything evaluated (or received) → what it cost.
import { setTimeout as sleep } from 'node:timers/promises'
import { loginStage } from '../../src/app/rules.ts'
import { createLog } from '../../src/app/run/log.ts'
import { Meter } from '../../src/app/run/meter.ts'
import { openProducing, type Producing } from '../../src/app/run/producing.ts'
import type { Delivery } from '../../src/event/source.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { scan } from '../../src/pipeline/scan.ts'
import type { BatchQueue, PartitionBatch } from '../../src/queue/batch-queue.ts'
import { askAll } from '../../src/queue/redis/connect.ts'
import { createBareProducer } from './bare.ts'
import { configOf, type QueueSettings } from './config.ts'
import { type Cost, costOf } from './cost.ts'
import { deliveriesOf, type Load } from './loads.ts'
import { startProcesses } from './processes.ts'

/** Deliveries read ahead of the commit, as a run has it. */
const readAhead = 8

/** One process: what `tripline scan` does with them. */
export async function alone(load: Load): Promise<Cost> {
  const { info, warming, measured } = await deliveriesOf(load)
  const evaluator = new Evaluator(load.rules.ruleset, [info], loginStage(load.rules.ruleset, []))
  const evaluate = async (deliveries: readonly Delivery[]): Promise<void> => {
    const source = { info, unreadable: () => [], deliveries: () => fromMemory(deliveries) }
    for await (const { changes } of scan([source], evaluator)) void changes
  }
  await evaluate(warming)
  return costOf({}, () => evaluate(measured))
}

async function* fromMemory<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}

/** What was committed, by commit. */
type Groups = readonly (readonly PartitionBatch[])[]

export interface Through {
  readonly cost: Cost
  readonly warming: Groups
  readonly measured: Groups
}

/** Producer here, workers as processes of their own, Redis between them. */
export async function throughQueues(load: Load, workers: number, settings: QueueSettings): Promise<Through> {
  const groups: (readonly PartitionBatch[])[] = []
  const producing = await produce(load, settings, groups)
  const processes = await startProcesses('worker', workers, settings, () => {})
  const submit = async (deliveries: readonly Delivery[]): Promise<void> => {
    await submitAll(producing, deliveries)
    await settled(producing)
  }
  try {
    const { info, warming, measured } = await deliveriesOf(load)
    await producing.producer.addSource(info)
    await submit(warming)
    const before = groups.length
    const cost = await costOf({ processes, link: producing.link }, () => submit(measured))
    return { cost, warming: groups.slice(0, before), measured: groups.slice(before) }
  } finally {
    await producing.producer.stop()
    await processes.stop()
    await producing.close()
  }
}

const log = createLog(false, () => {})

/** `groups`: where each commit's batches are noted. */
export function produce(
  { rules }: Pick<Load, 'rules'>,
  settings: QueueSettings,
  groups: (readonly PartitionBatch[])[],
): Promise<Producing> {
  const batches = (queue: BatchQueue): BatchQueue => ({
    ...queue,
    async commit(commit, nowMs) {
      const committed = await queue.commit(commit, nowMs)
      if (committed === 'ok') groups.push(commit.batches)
      return committed
    },
  })
  return openProducing({
    ...{ found: configOf(settings), rules, meter: Object.assign(new Meter([]), { batches }), log },
    onCommit: () => {},
    onTrouble: (error) => console.error(error),
    onRefused: (error) => console.error(error),
  })
}

export async function submitAll({ producer }: Producing, deliveries: readonly Delivery[]): Promise<void> {
  const underWay: Promise<void>[] = []
  for (const delivery of deliveries) {
    underWay.push(producer.submit(delivery))
    if (underWay.length >= readAhead) await underWay.shift()
  }
  await Promise.all(underWay)
}

/** Until every batch is evaluated and committed, and no change to an incident waits any more. */
async function settled({ link, partitions }: Producing): Promise<void> {
  for (;;) {
    const left = await askAll(link, (pipeline) => {
      for (let partition = 0; partition < partitions; partition++) {
        const { waiting, spool } = link.keys.partition(partition)
        pipeline.zcard(waiting).xlen(spool)
      }
    })
    if (left.every((n) => n === 0)) return
    await sleep(10)
  }
}

/** The same texts as the data of jobs. */
export async function throughBullmq(
  { warming, measured }: Through,
  workers: number,
  settings: QueueSettings,
): Promise<Cost> {
  let left = 0
  let received = Promise.withResolvers<void>()
  const processes = await startProcesses('bare', workers, settings, ({ kind }) => {
    if (kind === 'got' && --left === 0) received.resolve()
  })
  const producer = await createBareProducer(settings)
  const send = async (groups: Groups): Promise<void> => {
    left = groups.flat().length
    received = Promise.withResolvers()
    await producer.send(groups)
    await received.promise
  }
  try {
    await send(warming)
    return await costOf({ processes, link: producer.link }, () => send(measured))
  } finally {
    await producer.close()
    await processes.stop()
  }
}

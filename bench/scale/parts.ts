// What the way through the queues costs by its parts, each alone in this process, without Redis → seconds of CPU.
import { loginStage } from '../../src/app/rules.ts'
import { Router } from '../../src/engine/router.ts'
import type { Delivery, SourceInfo } from '../../src/event/source.ts'
import { readBatch } from '../../src/pipeline/batch-text.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { readJournal } from '../../src/pipeline/journal.ts'
import { PartitionLines } from '../../src/pipeline/partition-lines.ts'
import type { PartitionBatch } from '../../src/queue/batch-queue.ts'
import { cpuSeconds } from './cost.ts'
import { deliveriesOf, type Load } from './loads.ts'

/** Deliveries to a commit, as they come together in a run. */
const groupSize = 8

export interface PartCosts {
  readonly 'read the log': number
  readonly 'recognise logins': number
  readonly route: number
  readonly 'write texts': number
  readonly 'read texts': number
  readonly 'read and evaluate': number
}

export async function partCosts(load: Load, partitions: number): Promise<PartCosts> {
  const { ruleset } = load.rules
  const seconds: number[] = []
  const timed = <Result>(work: () => Result): Result => {
    const before = cpuSeconds()
    const result = work()
    seconds.push(cpuSeconds() - before)
    return result
  }
  const before = cpuSeconds()
  const { info, warming, measured } = await deliveriesOf(load)
  seconds.push(cpuSeconds() - before)
  const all = [...warming, ...measured]
  const { stage } = loginStage(ruleset, [])
  timed(() => all.map(({ batch }) => stage?.extend(batch, () => {})))
  const router = new Router(ruleset, partitions)
  const routes = timed(() => all.map(({ batch }) => router.route(batch)))
  const batches = timed(() => writeTexts({ info, all }, routes, partitions))
  timed(() => batches.map(({ text }) => readBatch(text).lines.map((line) => readJournal(line, ruleset.layout))))
  timed(() => evaluateAll(load, batches, partitions))
  const [log, logins, route, write, read, evaluate] = seconds as [number, number, number, number, number, number]
  return {
    ...{ 'read the log': log, 'recognise logins': logins, route },
    ...{ 'write texts': write, 'read texts': read, 'read and evaluate': evaluate },
  }
}

interface Read {
  readonly info: SourceInfo
  readonly all: readonly Delivery[]
}

type Routes = readonly ReturnType<Router['route']>[]

function writeTexts({ info, all }: Read, routes: Routes, partitions: number): readonly PartitionBatch[] {
  const lines = new PartitionLines({ rules: 'bench', partitions, progressEveryMs: 1000 })
  lines.addSource(info)
  const batches: PartitionBatch[] = []
  for (const [i, { source, progress, batch }] of all.entries()) {
    lines.deliver(source, progress, batch, routes[i]!)
    if (i % groupSize === groupSize - 1) batches.push(...lines.take(0))
  }
  lines.idle(info.id, null)
  return [...batches, ...lines.take(0)]
}

function evaluateAll({ rules: { ruleset } }: Load, batches: readonly PartitionBatch[], partitions: number): void {
  for (let partition = 0; partition < partitions; partition++) {
    const evaluator = new Evaluator(ruleset, [], {
      share: { partition, partitions },
      published: { hash: 'bench', get: () => ruleset },
    })
    for (const batch of batches) if (batch.partition === partition) evaluator.evaluateBatch(batch.text)
  }
}

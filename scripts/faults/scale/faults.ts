// A plan → faults, several kinds side by side, each spread over the time of the load. What was done is written down.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../../bench/random.ts'
import type { Crew } from './crew.ts'
import type { History } from './history.ts'
import { type Installation, leaseMs } from './installation.ts'
import { alertStream } from './look.ts'

export interface Plan {
  readonly seconds: number
  /** Elasticsearch is set up beforehand, as operators are advised to do; else the programs do it, and meet with faults. */
  readonly isSetUp: boolean
  /** Between two turns of events. */
  readonly paceMs: number
  readonly workers: number
  readonly mostWorkers: number
  readonly workerKills: number
  readonly producerKills: number
  readonly redisKills: number
  /** Workers frozen beyond their lease: slow consumers that do not know it. */
  readonly freezes: number
  /** Times that the number of workers changes. */
  readonly resizes: number
  /** Elasticsearch is killed, and comes back after so long. */
  readonly outageSeconds: number
  /** It is frozen: connections stay open, and nobody answers. */
  readonly hangSeconds: number
}

export const whole: Plan = {
  seconds: 400,
  isSetUp: false,
  paceMs: 300,
  workers: 3,
  mostWorkers: 8,
  workerKills: 50,
  producerKills: 8,
  redisKills: 10,
  freezes: 8,
  resizes: 14,
  outageSeconds: 120,
  hangSeconds: 20,
}

export const quick: Plan = {
  seconds: 36,
  isSetUp: true,
  paceMs: 150,
  workers: 3,
  mostWorkers: 4,
  workerKills: 6,
  producerKills: 2,
  redisKills: 2,
  freezes: 1,
  resizes: 2,
  outageSeconds: 0,
  hangSeconds: 10,
}

interface FaultParts {
  readonly plan: Plan
  readonly installation: Installation
  readonly crew: Crew
  readonly seed: number
  readonly history: History
}

/** Resolves when the plan is carried out, with everything at work again. */
export async function doFaults(parts: FaultParts): Promise<void> {
  const { plan, installation, seed } = parts
  const kinds: readonly Fault[] = [
    { times: plan.workerKills, act: killWorker },
    { times: plan.producerKills, act: killProducer },
    { times: plan.redisKills, act: killRedis },
    { times: plan.freezes, act: freezeWorker },
    { times: plan.resizes, act: resize },
  ]
  installation.proxy.misbehave(true)
  await Promise.all([
    ...kinds.map(({ times, act }, i) =>
      spread(plan.seconds, times, createRandom(seed + 10 * i), (random) => act(parts, random)),
    ),
    illTreatElastic(parts),
  ])
  installation.proxy.misbehave(false)
}

type Act = (parts: FaultParts, random: () => number) => Promise<void>

interface Fault {
  readonly times: number
  readonly act: Act
}

/** One in each of as many pieces of the time; a late one does not move those after it. */
async function spread(
  seconds: number,
  times: number,
  random: () => number,
  act: (random: () => number) => Promise<void>,
): Promise<void> {
  const start = Date.now()
  for (let i = 0; i < times; i++) {
    const dueMs = ((i + random()) / times) * seconds * 1000
    await sleep(Math.max(0, start + dueMs - Date.now()))
    await act(random)
  }
}

const killWorker: Act = async ({ crew, history }, random) => {
  const worker = await whenThere(() => crew.pick(crew.workers, random))
  await worker.kill()
  history.note(`${worker.name} killed`)
}

const killProducer: Act = async ({ crew, history }, random) => {
  const producer = await whenThere(() => crew.pick(crew.producers, random))
  await producer.kill()
  history.note(`${producer.name} killed`)
}

const killRedis: Act = async ({ installation: { redis }, history }, random) => {
  await redis.kill()
  history.note('Redis killed')
  await sleep(200 + random() * 5000)
  await redis.start()
  history.note('Redis back')
}

/** Long enough for others to have taken its partitions and gone on. */
const freezeWorker: Act = async ({ crew, history }, random) => {
  const worker = await whenThere(() => crew.pick(crew.workers, random))
  worker.freeze()
  history.note(`${worker.name} frozen`)
  await sleep(leaseMs * (1.5 + random() * 2))
  worker.thaw()
  history.note(`${worker.name} goes on`)
}

const resize: Act = async ({ crew, plan, history }, random) => {
  const count = 1 + Math.floor(random() * plan.mostWorkers)
  crew.resize(count)
  history.note(`${count} workers wanted`)
}

/** Each time it comes back to a new backing index: what is sent again must not double there. */
async function illTreatElastic({ plan, installation: { elastic }, history }: FaultParts): Promise<void> {
  const { seconds, outageSeconds, hangSeconds } = plan
  const over = Date.now() + seconds * 1000
  await sleep((seconds / 5) * 1000)
  if (outageSeconds > 0) {
    await elastic.kill()
    history.note('Elasticsearch killed')
    await sleep(outageSeconds * 1000)
    await elastic.start()
    history.note('Elasticsearch back')
  }
  await rollOver(elastic.url, over, history)
  await sleep((seconds / 12) * 1000)
  elastic.pause()
  history.note('Elasticsearch frozen')
  await sleep(hangSeconds * 1000)
  elastic.resume()
  history.note('Elasticsearch goes on')
  await rollOver(elastic.url, over, history)
}

/**
 * The stream begins with the first incident that arrives. Where none does until the time of faults is over, which a slow
 * machine may come to, that is no fault of what is drilled.
 */
async function rollOver(url: string, over: number, history: History): Promise<void> {
  const end = Math.max(over, Date.now() + rolloverPatienceMs)
  for (;;) {
    const { status } = await fetch(`${url}/${alertStream}/_rollover`, { method: 'POST' })
    if (status === 200) return history.note('data stream rolled over')
    if (Date.now() > end) return history.note(`data stream not rolled over, in spite of all patience: ${status}`)
    await sleep(500)
  }
}

const rolloverPatienceMs = 15_000

async function whenThere<T>(find: () => T | null): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== null) return found
    await sleep(50)
  }
}

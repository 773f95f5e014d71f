// Events through queues and workers, against one process and against bare BullMQ with the same batches, in turns; what
// the parts of the way cost, how long it takes, and how much memory.
import { loadavg } from 'node:os'
import { type MeasuredRedis, redisToMeasure } from './redis-server.ts'
import type { Cost } from './scale/cost.ts'
import { latencies } from './scale/latency.ts'
import { deliveriesOf, eventsIn, type Load, loads, longWindow } from './scale/loads.ts'
import { heldBytes, waitingBytes } from './scale/memory.ts'
import { type PartCosts, partCosts } from './scale/parts.ts'
import { alone, throughBullmq, throughQueues } from './scale/ways.ts'
import { median, type Row } from './table.ts'

const turns = 5
const events = 160_000
const partitions = 16
const workerCounts = [1, 2]
const paces = [
  { name: 'a message every 20 ms', events: 500, everyMs: 20 },
  { name: 'a message every 2 ms', events: 2000, everyMs: 2 },
]

export async function scaleBench(): Promise<readonly Row[]> {
  const redis = await redisToMeasure()
  const all = loads(events)
  try {
    const rows: Row[] = []
    for (const load of all) rows.push(...(await compare(load, redis)))
    for (const load of all) rows.push(await parts(load))
    for (const load of all) rows.push(await waiting(load, redis))
    rows.push(await held())
    for (const pace of paces) rows.push(await latency(pace, redis))
    return rows
  } finally {
    await redis.stop()
  }
}

/** What one turn of a way cost, and the way that it is held against. */
interface Turn {
  readonly way: string
  readonly cost: Cost
  readonly bare: Cost | null
}

async function compare(load: Load, redis: MeasuredRedis): Promise<Row[]> {
  const done: Turn[] = []
  const note = (way: string, cost: Cost, bare: Cost | null = null): void => {
    done.push({ way, cost, bare })
    console.error(`${load.name}, ${way}: ${cost.seconds.toFixed(2)} s; load ${loadavg()[0]!.toFixed(1)}`)
  }
  for (let turn = 1; turn <= turns; turn++) {
    note('one process', await alone(load))
    for (const workers of workerCounts) {
      const settings = { url: redis.url, prefix: `bench${turn}x${workers}`, partitions }
      const through = await throughQueues(load, workers, settings)
      await redis.clear(settings.prefix)
      const bare = await throughBullmq(through, workers, settings)
      await redis.clear(settings.prefix)
      note(`queues, ${workers} workers`, through.cost, bare)
      note(`bare BullMQ, ${workers} workers`, bare)
    }
  }
  const measured = eventsIn((await deliveriesOf(load)).measured)
  return [...Map.groupBy(done, ({ way }) => way).values()].map((all) => ({
    what: `${load.name}: ${all[0]!.way}`,
    ...rates(all.map(({ cost }) => measured / cost.seconds)),
    ...ofBare(all),
    ...cpu(all, measured),
  }))
}

const rates = (all: readonly number[]): Row => ({
  'events/s': median(all),
  least: Math.min(...all),
  most: Math.max(...all),
})

/** Each turn against the one beside it, which had about as busy a machine. */
function ofBare(all: readonly Turn[]): Row {
  const pairs = all.flatMap(({ cost, bare }) => (bare ? [{ cost, bare }] : []))
  if (pairs.length === 0) return {}
  const ratios = pairs.map(({ cost, bare }) => bare.seconds / cost.seconds)
  return {
    'of bare': percent(median(ratios)),
    spread: `${percent(Math.min(...ratios))} to ${percent(Math.max(...ratios))}`,
    'of bare, by CPU': percent(median(pairs.map(({ cost, bare }) => total(bare) / total(cost)))),
  }
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`

const total = ({ here, there, redis }: Cost): number => here + there + redis

/** Microseconds of CPU for each event. */
function cpu(all: readonly Turn[], measured: number): Row {
  const each = (read: (cost: Cost) => number): number => (median(all.map(({ cost }) => read(cost))) / measured) * 1e6
  return {
    'CPU µs': each(total),
    producer: each(({ here }) => here),
    workers: each(({ there }) => there),
    Redis: each(({ redis }) => redis),
  }
}

async function parts(load: Load): Promise<Row> {
  const all: PartCosts[] = []
  for (let turn = 0; turn < turns; turn++) all.push(await partCosts(load, partitions))
  const names = Object.keys(all[0]!) as (keyof PartCosts)[]
  const costs = names.map((name) => [name, (median(all.map((one) => one[name])) / load.events) * 1e6])
  return { what: `${load.name}: CPU µs by part`, ...Object.fromEntries(costs) }
}

async function waiting(load: Load, redis: MeasuredRedis): Promise<Row> {
  const settings = { url: redis.url, prefix: 'benchwaiting', partitions }
  const bytes = await waitingBytes(load, redis, settings)
  await redis.clear(settings.prefix)
  return { what: `${load.name}: Redis per waiting event`, bytes }
}

async function held(): Promise<Row> {
  const { heap, written, packed } = await heldBytes(longWindow(events))
  return { what: 'an event that a window holds', bytes: heap, 'in a snapshot': written, compressed: packed }
}

async function latency({ name, ...pace }: (typeof paces)[number], redis: MeasuredRedis): Promise<Row> {
  const settings = { url: redis.url, prefix: `benchlatency${pace.everyMs}`, partitions }
  const all = await latencies(settings, pace.events, pace.everyMs)
  await redis.clear(settings.prefix)
  const at = (share: number): number => all[Math.min(all.length - 1, Math.floor(all.length * share))]!
  return { what: `${name}: ms from event to incident`, p50: at(0.5), p99: at(0.99), most: all.at(-1)! }
}

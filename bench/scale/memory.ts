// What waits in Redis, and what rules remember → bytes for each.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { pack } from '../../src/store/pieces.ts'
import type { MeasuredRedis } from '../redis-server.ts'
import type { QueueSettings } from './config.ts'
import { deliveriesOf, eventsIn, type Load } from './loads.ts'
import { produce, submitAll } from './ways.ts'

/** Of Redis, for each event that was read and for which no worker was there. */
export async function waitingBytes(load: Load, redis: MeasuredRedis, settings: QueueSettings): Promise<number> {
  const producing = await produce(load, settings, [])
  const { info, measured } = await deliveriesOf(load)
  const events = eventsIn(measured)
  await producing.producer.addSource(info)
  const before = await redis.usedBytes()
  await submitAll(producing, measured)
  await producing.producer.stop()
  await producing.close()
  return ((await redis.usedBytes()) - before) / events
}

export interface StateBytes {
  /** In the memory of the process, in a snapshot before it is compressed, and after. */
  readonly heap: number
  readonly written: number
  readonly packed: number
}

/** For each event that a rule holds on to: those of the load are all within the window of its rule. */
export async function heldBytes(load: Load): Promise<StateBytes> {
  const { info, measured } = await deliveriesOf(load)
  const evaluator = new Evaluator(load.rules.ruleset, [info])
  const events = eventsIn(measured)
  const before = heapBytes()
  // Read again, so that the ones before can go with their batches.
  for (const delivery of (await deliveriesOf(load)).measured) evaluator.evaluate(delivery)
  const heap = heapBytes() - before
  const pieces = evaluator.save()
  const packed = await Promise.all(pieces.map(pack))
  return { heap: heap / events, written: bytesOf(pieces) / events, packed: bytesOf(packed) / events }
}

const bytesOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}

// Mutated inputs to the sensor, target by target → what broke one of its laws, or how many it took.
import { getHeapStatistics } from 'node:v8'
import { createRandom } from '../../../bench/random.ts'
import type { Report } from '../watch.ts'
import { blocks, segments, streams } from './captures.ts'
import { check, type Manner, mannerOf } from './check.ts'
import { deflate } from './deflate.ts'
import { frames } from './frames.ts'
import { heads } from './heads.ts'
import { http2 } from './http2.ts'
import type { Pieces, Target } from './target.ts'
import { tls } from './tls.ts'

export const targets: readonly Target[] = [frames, streams, segments, blocks, heads, deflate, http2, tls]

export interface SensorTask {
  readonly count: number
  readonly seed: number
  /** One target alone. */
  readonly only?: string | undefined
}

export interface TargetDone {
  readonly name: string
  /** Mutated frames, segments and blocks. */
  mutated: number
  inputs: number
  /** Frames of WebSockets that were read. */
  frames: number
  /** The longest that one input took. */
  slowestMs: number
}

export interface SensorDone {
  readonly targets: readonly TargetDone[]
  /** Most bytes of the heap between inputs. */
  readonly heapMb: number
}

export interface SensorThrew {
  readonly error: string
  /** What is read again by `--replay`. */
  readonly input: string
}

/** Inputs after which it tells how far it has come. */
const round = 500
const mostHeapMb = 512

/** The same seed gives the same inputs. */
export function fuzzSensor(task: SensorTask, tell: (report: Report<SensorDone, SensorThrew>) => void): void {
  const chosen = targets.filter(({ name }) => task.only === undefined || task.only === name)
  const share = chosen.reduce((sum, { percent }) => sum + percent, 0)
  const done: TargetDone[] = []
  let heapMb = 0
  const after = (counted: TargetDone): void => {
    heapMb = Math.max(heapMb, heapNow())
    if (heapMb > mostHeapMb) throw new Error(`the heap has grown to ${heapMb} MB`)
    tell({ kind: 'going', count: done.reduce((sum, { mutated }) => sum + mutated, counted.mutated) })
  }
  for (const target of chosen) {
    const counted = { name: target.name, mutated: 0, inputs: 0, frames: 0, slowestMs: 0 }
    const count = Math.ceil((task.count * target.percent) / share)
    const threw = runTarget(target, { counted, count, seed: task.seed }, after)
    if (threw !== null) {
      tell({ kind: 'threw', ...threw })
      return
    }
    done.push(counted)
  }
  tell({ kind: 'done', targets: done, heapMb })
}

function runTarget(
  target: Target,
  { counted, count, seed }: { readonly counted: TargetDone; readonly count: number; readonly seed: number },
  after: (counted: TargetDone) => void,
): SensorThrew | null {
  const random = createRandom(seed)
  while (counted.mutated < count) {
    const { pieces, mutated } = target.make(random)
    const manner = mannerOf(random)
    try {
      const { frames: found, ms } = check(target, pieces, manner)
      counted.frames += found
      counted.slowestMs = Math.max(counted.slowestMs, ms)
      if (++counted.inputs % round === 0) after(counted)
    } catch (error) {
      return { error: String((error as Error).stack), input: kept(target.name, pieces, manner) }
    }
    counted.mutated += mutated
  }
  return null
}

const heapNow = (): number => getHeapStatistics().used_heap_size / 1e6

/** As `replay` reads it. */
export const kept = (target: string, pieces: Pieces, manner: Manner): string =>
  JSON.stringify({ target, ...manner, pieces: pieces.map((one) => one.toString('base64')) })

/** Reads again what broke something. Throws as it did then, where it still does. */
export function replay(text: string): number {
  const { target: name, pieces, ...manner } = JSON.parse(text) as Manner & { target: string; pieces: string[] }
  const target = targets.find((one) => one.name === name)
  if (target === undefined) throw new Error(`there is no target ${name}`)
  return check(
    target,
    pieces.map((one) => Buffer.from(one, 'base64')),
    manner,
  ).frames
}

// Mutated captures to the sensor → what it threw, what took too long or was told otherwise, or how many it took.
import { createRandom } from '../../bench/random.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import type { Bounds } from '../../src/sensor/bounds.ts'
import { CaptureReader } from '../../src/sensor/capture.ts'
import type { SensorRecord } from '../../src/sensor/record.ts'
import { Sensor } from '../../src/sensor/sensor.ts'
import { below } from './bytes.ts'
import { type Mutated, mutatedCapture, readCorpus } from './captures.ts'
import type { Report } from './watch.ts'

export interface SensorTask {
  readonly count: number
  readonly seed: number
}

export interface SensorDone {
  /** Mutated frames, segments and blocks. */
  readonly count: number
  readonly captures: number
  readonly frames: number
  /** The longest that one capture took, in ms of CPU time. */
  readonly slowestMs: number
  /** Most bytes of the heap after a collection-worth of captures. */
  readonly heapMb: number
}

export interface SensorThrew {
  readonly error: string
  /** The capture, in base 64. */
  readonly input: string
}

/** Captures after which it tells how far it has come. */
const round = 500
/** No capture here is longer than a few thousand bytes. */
const mostMs = 50

/** The same seed gives the same captures. */
export function fuzzSensor({ count, seed }: SensorTask, tell: (report: Report<SensorDone, SensorThrew>) => void): void {
  const random = createRandom(seed)
  const corpus = readCorpus()
  const done = { count: 0, captures: 0, frames: 0, slowestMs: 0, heapMb: 0 }
  while (done.count < count) {
    const mutated = mutatedCapture(corpus, random)
    try {
      const { frames, ms } = check(mutated, random)
      done.frames += frames
      done.slowestMs = Math.max(done.slowestMs, ms)
    } catch (error) {
      tell({ kind: 'threw', error: String((error as Error).stack), input: mutated.file.toString('base64') })
      return
    }
    done.count += mutated.things
    if (++done.captures % round !== 0) continue
    done.heapMb = Math.max(done.heapMb, process.memoryUsage().heapUsed / 1e6)
    tell({ kind: 'going', count: done.count })
  }
  tell({ kind: 'done', ...done })
}

/** Throws where one of the sensor's laws does not hold. */
function check({ file, twin }: Mutated, random: () => number): { frames: number; ms: number } {
  const bounds = random() < 0.3 ? tight : {}
  const ms = timed(file, bounds)
  const whole = decode(file, file.length, bounds)
  const places = 1 + below(file.length + 1, random)
  if (toldOf(whole) !== toldOf(decode(file, places, bounds))) throw new Error(`told otherwise in pieces of ${places}`)
  if (twin !== null && saidOf(decode(file, file.length, {})) !== saidOf(decode(twin, twin.length, {})))
    throw new Error('told otherwise in other segments')
  return { frames: whole.filter(({ kind }) => kind === 'frame').length, ms }
}

/** So small that they are reached. */
const tight: Partial<Bounds> = {
  connections: 2,
  keptBytes: 2000,
  gapBytes: 500,
  gapSegments: 3,
  headBytes: 600,
  payloadBytes: 100,
  inflatedBytes: 1000,
  fragmentBytes: 2000,
  recentBytes: 1000,
}

/** What takes long once may have been interrupted: what takes long every time does. */
function timed(file: Buffer, bounds: Partial<Bounds>): number {
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 4 && least > mostMs / 10; attempt++) {
    const before = process.threadCpuUsage()
    decode(file, file.length, bounds)
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  if (least > mostMs) throw new Error(`took ${least} ms`)
  return least
}

const layout = createLayout(['websocket.opcode', 'websocket.payload.text', 'websocket.anomaly'])

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for fuzzing'),
  trustedProxies: createTrustedProxies(['10.0.0.0/8']),
}

function decode(file: Buffer, pieceBytes: number, bounds: Partial<Bounds>): readonly SensorRecord[] {
  const reader = new CaptureReader()
  const sensor = new Sensor({ layout, request, bounds })
  const batch = new Batch(layout)
  const drain = (): void => {
    for (let packet = reader.next(); packet !== null; packet = reader.next()) {
      sensor.packet(packet, batch)
      checkBounds(sensor, bounds)
    }
  }
  for (let at = 0; at < file.length; at += pieceBytes) {
    reader.push(Uint8Array.prototype.slice.call(file, at, at + pieceBytes))
    drain()
  }
  reader.end()
  drain()
  sensor.end(batch)
  const { keptBytes, openConnections } = sensor.counters()
  if (keptBytes !== 0 || openConnections !== 0) throw new Error(`keeps ${keptBytes} bytes at the end`)
  return batch.origins as readonly unknown[] as readonly SensorRecord[]
}

function checkBounds(sensor: Sensor, { keptBytes, fragmentBytes, connections }: Partial<Bounds>): void {
  if (keptBytes === undefined || fragmentBytes === undefined || connections === undefined) return
  const kept = sensor.counters()
  if (kept.keptBytes > keptBytes + fragmentBytes) throw new Error(`keeps ${kept.keptBytes} bytes`)
  if (kept.openConnections > connections) throw new Error(`keeps ${kept.openConnections} connections`)
}

const toldOf = (records: readonly SensorRecord[]): string =>
  records.map((record) => `${record.moment.us} ${record.moment.sequence} ${saidBy(record)}`).join('\n')

/** Without the times, which other segments change, and in the order of each side. */
const saidOf = (records: readonly SensorRecord[]): string => records.map(saidBy).toSorted().join('\n')

function saidBy(record: SensorRecord): string {
  switch (record.kind) {
    case 'frame':
      return `${record.id()} ${record.opcode} ${record.fin} ${record.bytes} ${record.anomalies} ${record.payload.bytes().toString('latin1')}`
    case 'message':
      return `${record.id()} ${record.facts.bytes} ${record.facts.anomalies} ${record.facts.payload?.text()}`
    case 'close':
      return `${record.id()} ${record.close.code} ${record.close.reason}`
    case 'connection':
      return `${record.id()} ${record.ending.client.frames} ${record.ending.server.frames}`
    default:
      return record.id()
  }
}

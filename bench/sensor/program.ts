// A capture, read as `scan` reads it, several times over → how many frames there are and how long each pass took, as JSON.
import { categoryBit } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import { captureSource } from '../../src/intake/capture.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'

export interface Told {
  readonly frames: number
  readonly ms: readonly number[]
  /** Of all threads. */
  readonly cpuMs: readonly number[]
}

/** What tshark is asked for as well. */
const layout = createLayout([
  'source.ip',
  'source.port',
  'destination.ip',
  'destination.port',
  'websocket.direction',
  'websocket.opcode',
  'websocket.fin',
  'websocket.masked',
  'websocket.payload.bytes',
  'websocket.payload.text',
])

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('bench'),
  trustedProxies: createTrustedProxies([]),
}

const [path = '', passes = '1'] = process.argv.slice(2)
const told: { frames: number; ms: number[]; cpuMs: number[] } = { frames: 0, ms: [], cpuMs: [] }
for (let pass = 0; pass < Number(passes); pass++) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  told.frames = await readFrames()
  const { user, system } = process.cpuUsage(cpu)
  told.ms.push(performance.now() - startedAt)
  told.cpuMs.push((user + system) / 1000)
}
console.log(JSON.stringify(told satisfies Told))

async function readFrames(): Promise<number> {
  const isFrame = categoryBit('frame')
  let frames = 0
  for await (const { batch } of captureSource({ id: 'bench', inputs: [{ path }], request }).deliveries(
    layout,
    undefined,
  )) {
    for (let row = 0; row < batch.length; row++) if ((batch.categories[row]! & isFrame) !== 0) frames++
  }
  return frames
}

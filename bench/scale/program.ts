// `node bench/scale/program.ts KIND SETTINGS`: one process of a measurement, which tells the one that started it what it got.
import { createLog } from '../../src/app/run/log.ts'
import type { Forwarding } from '../../src/app/search-server.ts'
import { startWorker } from '../../src/app/worker/worker.ts'
import type { Spool } from '../../src/store/spool.ts'
import { receive } from './bare.ts'
import { configOf, type QueueSettings } from './config.ts'
import { cpuSeconds } from './cost.ts'

/** What a process says: how many partitions it has, what came, and for `latency` when an incident of which time did. */
export type Told =
  | { readonly kind: 'owned'; readonly partitions: number }
  | { readonly kind: 'got'; readonly batches: number }
  | { readonly kind: 'cpu'; readonly seconds: number }
  | { readonly kind: 'incident'; readonly atMs: number; readonly eventAt: string }

const tell = (told: Told): void => void process.send?.(told)

/** Takes what workers forward, and keeps nothing of it. */
function sink(spool: Spool): Forwarding {
  let ended = Promise.resolve()
  let running = true
  let wake = Promise.withResolvers<void>()
  async function drain(): Promise<void> {
    while (running) {
      await wake.promise
      wake = Promise.withResolvers<void>()
      for (let entries = await spool.read(500); entries.length > 0; entries = await spool.read(500)) {
        const atMs = Date.now()
        for (const { change } of entries)
          if (change.kind === 'raised')
            tell({ kind: 'incident', atMs, eventAt: String(change.incident.document['@timestamp']) })
        await spool.remove(entries.map(({ id }) => id))
      }
    }
  }
  return {
    start: () => {
      ended = drain()
    },
    wake: () => wake.resolve(),
    stop: () => {
      running = false
      wake.resolve()
      return ended
    },
  }
}

async function evaluate(settings: QueueSettings): Promise<() => Promise<void>> {
  const log = createLog(false, () => {})
  const worker = await startWorker(configOf(settings), { forward: sink, close: async () => {} }, log)
  const timer = setInterval(() => tell({ kind: 'owned', partitions: worker.partitions().length }), 50)
  return async () => {
    clearInterval(timer)
    await worker.stop()
  }
}

const [kind, text] = process.argv.slice(2)
const settings = JSON.parse(text!) as QueueSettings & { readonly own: readonly number[] }
const stop =
  kind === 'worker'
    ? await evaluate(settings)
    : await receive(settings, settings.own, () => tell({ kind: 'got', batches: 1 }))
if (kind !== 'worker') tell({ kind: 'owned', partitions: settings.own.length })
process.on('message', (asked) => {
  if (asked === 'cpu') tell({ kind: 'cpu', seconds: cpuSeconds() })
  else void stop().then(() => process.exit(0))
})

// `tripline worker`: evaluates its share of the partitions until it is told to stop.
import { findConfig } from '../app/config.ts'
import { openSearchServer } from '../app/elastic.ts'
import { queueConfig } from '../app/queue.ts'
import { createLog } from '../app/run/log.ts'
import { startWorker } from '../app/worker/worker.ts'
import { untilStopped } from './stop.ts'
import { note } from './terminal.ts'

export async function workerCommand(options: { readonly config?: string; readonly json?: true }): Promise<number> {
  const found = await findConfig(options.config)
  queueConfig(found)
  const log = createLog(options.json === true, note, 'tripline.worker')
  const stopped = untilStopped(log)
  const worker = await startWorker(found, await openSearchServer(found, log), log)
  log.info(`Worker ${worker.id}; health and metrics on ${worker.url}.`)
  const signal = await stopped
  await worker.stop()
  return signal === 'SIGINT' ? 130 : 0
}

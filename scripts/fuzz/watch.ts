// A task in a thread of its own → its last report; one that falls silent has hung, and is ended.
import { Worker } from 'node:worker_threads'

/** What a thread tells of itself: how far it has come, and at last `done` or `threw`. */
export type Report<Done, Threw> =
  | { readonly kind: 'going'; readonly count: number }
  | ({ readonly kind: 'threw' } & Threw)
  | ({ readonly kind: 'done' } & Done)

/** Without a word for so long of the process's own time it has hung; one that waits for a processor has not. */
const patienceMs = 60_000

/** Null where it hung or died, which has been said. */
export function watch<Done, Threw>(
  thread: URL,
  task: object,
  name: string,
): Promise<Exclude<Report<Done, Threw>, { kind: 'going' }> | null> {
  const worker = new Worker(thread, { workerData: task })
  return new Promise((done) => {
    let going = 0
    let heardAt = busyMs()
    const end = (report: Exclude<Report<Done, Threw>, { kind: 'going' }> | null): void => {
      clearInterval(watching)
      void worker.terminate()
      done(report)
    }
    const watching = setInterval(() => {
      if (busyMs() - heardAt < patienceMs) return
      console.error(`${name} hung after ${going} with ${JSON.stringify(task)}.`)
      end(null)
    }, 1000)
    worker.on('message', (report: Report<Done, Threw>) => {
      heardAt = busyMs()
      if (report.kind === 'going') going = report.count
      else end(report as Exclude<Report<Done, Threw>, { kind: 'going' }>)
    })
    worker.on('error', (error) => {
      console.error(`${name}: ${error.stack}`)
      end(null)
    })
  })
}

/** CPU time of all threads. */
function busyMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

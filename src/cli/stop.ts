// Signals → the moment at which a long-running command is told to stop, and its end where that takes too long.
import type { Log } from '../app/run/log.ts'

/** Resolves with the first signal. From then on a second one ends the process, and so does a stop that takes too long. */
export async function untilStopped(log: Log): Promise<NodeJS.Signals> {
  // Ctrl-C is a way to end such a command, not to break it off; and it goes on where nobody reads what it prints.
  process.removeAllListeners('SIGINT')
  process.stdout.removeAllListeners('error').on('error', () => {})
  const signal = await new Promise<NodeJS.Signals>((done) => {
    for (const one of ['SIGINT', 'SIGTERM'] as const) process.once(one, () => done(one))
  })
  log.info('Stopping.')
  breakOff(signal, log)
  return signal
}

const longestStopMs = 9500

/** What is durable stays, the rest is read again. */
function breakOff(signal: NodeJS.Signals, log: Log): void {
  const status = signal === 'SIGINT' ? 130 : 1
  for (const again of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(again)
    process.once(again, () => process.exit(status))
  }
  const timer = setTimeout(() => {
    log.error('Stopping took too long and is broken off.')
    process.exit(status)
  }, longestStopMs)
  timer.unref()
}

// `tripline run`: until it is told to stop.
import { existsSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { findConfig } from '../app/config.ts'
import { loadRules } from '../app/rules.ts'
import { createLog, type Log } from '../app/run/log.ts'
import { startRun } from '../app/run/run.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { coloursFor, note, plural } from './terminal.ts'

export async function runCommand(options: { readonly config?: string; readonly json?: true }): Promise<number> {
  const found = await findConfig(options.config)
  const { config, path, resolve } = found
  const rules = loadRules({ paths: config.rules?.map(resolve), lists: config.lists })
  reportLeftOut(rules.problems, coloursFor(process.stderr))
  const log = createLog(options.json === true, note)
  // Ctrl-C is a way to end this command, not to break it off; and a watch goes on where nobody reads what it prints.
  process.removeAllListeners('SIGINT')
  process.stdout.removeAllListeners('error').on('error', () => {})
  const stopped = new Promise<NodeJS.Signals>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(signal))
  })
  const store = absolute(resolve(config.store.path))
  const isNew = !existsSync(store)
  const running = await startRun(found, rules, log)
  log.info(`Console and API on ${running.url}.`)
  log.info(
    `${plural(rules.ruleset.rules.length, 'rule')}, ${plural(config.sources.length, 'source')}, config ${path ?? 'default'}, store ${store}.`,
  )
  if (isNew) log.info('The store is new. It holds evidence: its files can be read by you alone.')
  if (config.sources.length === 0) log.info('No sources in the config: events come by POST /api/events alone.')
  const signal = await stopped
  log.info('Stopping.')
  breakOff(signal, log)
  await running.stop()
  return signal === 'SIGINT' ? 130 : hasErrors(rules.problems) ? 2 : 0
}

/** Ends the process when a stop is asked for again, or takes too long: what is durable stays, the rest is read again. */
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

const longestStopMs = 9500

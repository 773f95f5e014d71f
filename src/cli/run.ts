// `tripline run`: until it is told to stop.
import { findConfig } from '../app/config.ts'
import { loadRules } from '../app/rules.ts'
import { createLog } from '../app/run/log.ts'
import { startRun } from '../app/run/run.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { coloursFor, note, plural } from './terminal.ts'

export async function runCommand(options: { readonly config?: string; readonly json?: true }): Promise<number> {
  const found = findConfig(options.config)
  const { config, path, resolve } = found
  const rules = loadRules({ paths: config.rules?.map(resolve), lists: config.lists })
  reportLeftOut(rules.problems, coloursFor(process.stderr))
  const log = createLog(options.json === true, note)
  // Ctrl-C is a way to end this command, not to break it off.
  process.removeAllListeners('SIGINT')
  const stopped = new Promise<NodeJS.Signals>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(signal))
  })
  const running = await startRun(found, rules, log)
  log.info(`Console and API on ${running.url}.`)
  log.info(
    `${plural(rules.ruleset.rules.length, 'rule')}, ${plural(config.sources.length, 'source')}, config ${path ?? 'default'}, store ${resolve(config.store.path)}.`,
  )
  if (config.sources.length === 0) log.info('No sources in the config: events come by POST /api/events alone.')
  const signal = await stopped
  log.info('Stopping.')
  await running.stop()
  return signal === 'SIGINT' ? 130 : hasErrors(rules.problems) ? 2 : 0
}

// `tripline run`: until it is told to stop.
import { existsSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { type FoundConfig, findConfig } from '../app/config.ts'
import { type LoadedRules, loadRules } from '../app/rules.ts'
import { createLog, type Log } from '../app/run/log.ts'
import { startRun } from '../app/run/run.ts'
import { OperationalError } from '../errors.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { untilStopped } from './stop.ts'
import { coloursFor, note, plural } from './terminal.ts'

export async function runCommand(options: { readonly config?: string; readonly json?: true }): Promise<number> {
  const found = await findConfig(options.config)
  const { config, resolve } = found
  const rules = loadRules({ paths: config.rules?.map(resolve), lists: config.lists, resolve })
  reportLeftOut(rules.problems, coloursFor(process.stderr))
  const log = createLog(options.json === true, note)
  const stopped = untilStopped(log)
  const isNew = !existsSync(storeOf(found))
  for (;;) {
    const running = await startRun(found, rules, log)
    log.info(`Console and API on ${running.url}.`)
    describe(found, running.rules, log)
    if (isNew && !config.queue) log.info('The store is new. It holds evidence: its files can be read by you alone.')
    if (config.sources.length === 0)
      log.info('No sources in the config: events come by POST /api/events and /es/_bulk alone.')
    const end = await Promise.race([stopped, running.refused])
    await running.stop()
    if (!(end instanceof Error)) return end === 'SIGINT' ? 130 : hasErrors(rules.problems) ? 2 : 0
    if (!canStartAnew(end)) throw end
    log.warn('Starting anew.', { error: end })
  }
}

/** Other rules count by now, or what Redis has lost is to be read again: a start finds out what is so. */
const canStartAnew = (end: Error): boolean =>
  end instanceof OperationalError && (end.code === 'RULES_OUTDATED' || end.code === 'QUEUE_LOST')

const storeOf = ({ config, resolve }: FoundConfig): string => absolute(resolve(config.store.path))

function describe(found: FoundConfig, { ruleset }: LoadedRules, log: Log): void {
  const { config, path } = found
  const kept = config.queue ? 'evaluated by workers' : `store ${storeOf(found)}`
  log.info(
    `${plural(ruleset.rules.length, 'rule')}, ${plural(config.sources.length, 'source')}, config ${path ?? 'default'}, ${kept}.`,
  )
}

// `tripline run`: until it is told to stop.
import { existsSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { type FoundConfig, findConfig } from '../app/config.ts'
import { RuleBook } from '../app/rule-book.ts'
import type { LoadedRules } from '../app/rules.ts'
import { createLog, type Log } from '../app/run/log.ts'
import { startRun } from '../app/run/run.ts'
import { OperationalError } from '../errors.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { untilStopped } from './stop.ts'
import { coloursFor, note, plural } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
  readonly dryRun?: true
}

export async function runCommand(options: Options): Promise<number> {
  const found = blockingNobody(await findConfig(options.config), options.dryRun === true)
  const { config, resolve } = found
  const settings = { paths: config.rules?.map(resolve), lists: config.lists, limits: config.app.limits, resolve }
  const book = new RuleBook(settings, { keepsLists: config.queue !== undefined })
  reportLeftOut(book.rules.problems, book.rules.ruleset.rules.length, coloursFor(process.stderr))
  const log = createLog(options.json === true, note)
  const stopped = untilStopped(log)
  const isNew = !existsSync(storeOf(found))
  for (;;) {
    const running = await startRun(found, book, log)
    log.info(`Console and API on ${running.url}.`)
    describeRun(found, running.rules, log)
    if (isNew && !config.queue) log.info('The store is new. It holds evidence: its files can be read by you alone.')
    if (config.sources.length === 0)
      log.info('No sources in the config: events come by POST /api/events and /es/_bulk alone.')
    const end = await Promise.race([stopped, running.refused])
    await running.stop()
    if (!(end instanceof Error)) return end === 'SIGINT' ? 130 : hasErrors(book.rules.problems) ? 2 : 0
    if (!canStartAnew(end)) throw end
    log.warn('Starting anew.', { error: end })
  }
}

const blockingNobody = (found: FoundConfig, isDry: boolean): FoundConfig =>
  isDry ? { ...found, config: { ...found.config, blocks: { ...found.config.blocks, mode: 'dry_run' } } } : found

/** Other rules count by now, of another run or of this one's files, or what Redis has lost is to be read again: a start finds out what is so. */
const canStartAnew = (end: Error): boolean =>
  end instanceof OperationalError && ['RULES_CHANGED', 'RULES_OUTDATED', 'QUEUE_LOST'].includes(end.code)

const storeOf = ({ config, resolve }: FoundConfig): string => absolute(resolve(config.store.path))

/** By what it runs, and what of that cannot be meant. */
export function describeRun(found: FoundConfig, { ruleset }: Pick<LoadedRules, 'ruleset'>, log: Log): void {
  const { config, path } = found
  const kept = config.queue ? 'evaluated by workers' : `store ${storeOf(found)}`
  log.info(
    `${plural(ruleset.rules.length, 'rule')}, ${plural(config.sources.length, 'source')}, config ${path ?? 'default'}, ${kept}.`,
  )
  if (ruleset.rules.length === 0) log.warn('There is no rule: nothing will be found.')
}

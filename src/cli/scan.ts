// `tripline scan`: inputs → incidents as they are found, then a summary.

import { readBaseline } from '../app/baseline-file.ts'
import { boundsOfRules, unknownIn } from '../app/bounds.ts'
import { openInputs, type ScanInputs } from '../app/inputs.ts'
import { unknownLimits } from '../app/limits.ts'
import { shippedCapture } from '../app/root.ts'
import { loadRules, loginStage } from '../app/rules.ts'
import { openStore } from '../app/store.ts'
import { settleForOnce } from '../app/tell-v8.ts'
import { openPieceWriter } from '../app/unreadable.ts'
import { YoungMemory } from '../app/young-memory.ts'
import type { Level } from '../compiler/plan.ts'
import type { RuleCounters } from '../engine/engine.ts'
import { OperationalError } from '../errors.ts'
import type { Incident, IncidentChange } from '../incident/incident.ts'
import { Evaluator } from '../pipeline/evaluator.ts'
import { scan } from '../pipeline/scan.ts'
import { hasErrors, reportLeftOut } from './diagnostics.ts'
import { nextSteps } from './next-steps.ts'
import { atLeast } from './options.ts'
import { printIncident } from './print-incident.ts'
import { createProgress } from './progress.ts'
import { statsOf } from './source-stats.ts'
import { printSummary, type Summary, statsJson } from './summary.ts'
import { coloursFor, json, note, out, width } from './terminal.ts'
import { reportInputs } from './unreadable.ts'

export interface ScanOptions {
  readonly rules?: readonly string[]
  readonly connector?: string
  readonly format?: string
  readonly timezone?: string
  readonly mapping?: string
  readonly config?: string
  readonly json?: true
  readonly failOn?: Level
  readonly store?: string
  readonly unreadable?: string
  readonly baseline?: string
  readonly stats?: true
  readonly atEnd: 'undecided' | 'fire'
  readonly demo?: true
}

/** 0; 1 where an incident is at or above `--fail-on`; 2 where a rule file or an input was left out. */
export async function scanCommand(paths: readonly string[], options: ScanOptions): Promise<number> {
  const inputs = options.demo && paths.length === 0 ? [shippedCapture] : paths
  if (inputs.length === 0)
    throw new OperationalError('USAGE', {
      details: 'What shall be scanned? Name a capture or a log, or - for standard input: tripline scan capture.pcap',
    })
  settleForOnce()
  const memory = new YoungMemory()
  // Modules were loaded, and rules will be: it grows by that.
  memory.boundNow()
  const pieces = options.unreadable === undefined ? null : openPieceWriter(options.unreadable)
  const opened = await openInputs(inputs, { ...options, ...(pieces && { keep: pieces.keep }) })
  reportInputs(opened)
  const { lists, app, bounds } = opened.config
  const rules = loadRules({
    paths: options.rules ?? opened.config.rules?.map(opened.resolve),
    lists,
    limits: app.limits,
    resolve: opened.resolve,
  })
  reportLeftOut(rules.problems, rules.ruleset.rules.length, coloursFor(process.stderr))
  const unknown = [...unknownIn(bounds, rules.ruleset.rules), ...unknownLimits(rules.files, app.limits)]
  for (const sentence of unknown) note(sentence)
  const infos = opened.sources.map(({ info }) => info)
  const start = options.baseline === undefined ? undefined : await readBaseline(options.baseline)
  const evaluator = new Evaluator(rules.ruleset, infos, {
    ...loginStage(rules.ruleset, app.login, start),
    ...boundsOfRules(bounds),
    ...(options.stats && { clock: () => performance.now() }),
  })
  memory.boundNow()
  const report = await runScan(opened, evaluator, memory, options)
  pieces?.close()
  if (options.demo) note(nextSteps(coloursFor(process.stderr)))
  if (hasErrors(rules.problems) || report.broken || opened.refused.length > 0) return 2
  return report.failed ? 1 : 0
}

interface Report {
  /** An incident at or above `--fail-on`. */
  readonly failed: boolean
  /** An input of which nothing could be read. */
  readonly broken: boolean
}

async function runScan(
  opened: ScanInputs,
  evaluator: Evaluator,
  memory: YoungMemory,
  options: ScanOptions,
): Promise<Report> {
  const startedAt = performance.now()
  const progress = createProgress(opened.totalBytes)
  const tally = new Tally(options)
  const keep = options.store === undefined ? null : await openStore(options.store)
  let events = 0
  const bySource = new Map<string, number>()
  const take = async (changes: readonly IncidentChange[]): Promise<void> => {
    if (changes.length === 0) return
    progress.clear()
    const raised = changes.flatMap((change) => (change.kind === 'raised' ? [tally.take(change.incident)] : []))
    if (raised.length > 0) out(raised.join('\n'))
    await keep?.add(changes)
  }
  for await (const { changes, delivery } of scan(opened.sources, evaluator)) {
    if (delivery) {
      events += delivery.batch.length
      bySource.set(delivery.source, (bySource.get(delivery.source) ?? 0) + delivery.batch.length)
    }
    await take(changes)
    memory.bound()
    progress.update(events, opened.bytesRead(), tally.incidents)
  }
  await take(evaluator.end(options.atEnd))
  progress.clear()
  const unreadable = opened.sources.flatMap((source) => source.unreadable())
  await keep?.addUnreadable(unreadable)
  await keep?.close()
  const rules = evaluator.ruleStats()
  const reached = new Map(evaluator.progress().map(({ source, position }) => [source, position.us]))
  const seconds = (performance.now() - startedAt) / 1000
  const summary = {
    events: evaluator.eventCounts(),
    incidents: tally.byRule(rules),
    undecided: evaluator.undecided(),
    unreadable,
    sources: opened.sources.map((source) =>
      statsOf(source, {
        events: bySource.get(source.info.id) ?? 0,
        reachedUs: reached.get(source.info.id) ?? Number.NaN,
      }),
    ),
    rules,
    forgotten: evaluator.forgotten(),
    seconds,
    stats: options.stats === true,
    width: width(process.stdout),
  }
  if (options.json) summariseBriefly(summary)
  else out(printSummary(summary, coloursFor(process.stdout)))
  return { failed: tally.failed, broken: events === 0 && unreadable.length > 0 }
}

/** With `--json` stdout is for incidents alone; what could not be read is still said, on stderr, and last the statistics. */
function summariseBriefly(summary: Summary): void {
  if (summary.unreadable.length > 0)
    note(printSummary({ ...summary, incidents: new Map(), stats: false }, coloursFor(process.stderr)))
  if (summary.stats) note(statsJson(summary))
}

/** Incidents as they come → what is printed of them, and how many there are. */
class Tally {
  incidents = 0
  failed = false
  readonly #options: ScanOptions
  readonly #raised = new Map<string, number>()

  constructor(options: ScanOptions) {
    this.#options = options
  }

  take(incident: Incident): string {
    this.incidents++
    this.#raised.set(incident.ruleId, (this.#raised.get(incident.ruleId) ?? 0) + 1)
    if (this.#options.failOn && atLeast(incident.level, this.#options.failOn)) this.failed = true
    if (this.#options.json) return json(incident.document)
    return `${printIncident(incident, { colours: coloursFor(process.stdout), width: width(process.stdout) })}\n`
  }

  /** A match that raised no incident of its own was a repetition under suppression. */
  byRule(counters: readonly RuleCounters[]): Summary['incidents'] {
    const matches = new Map(counters.map(({ rule, matches: n }) => [rule, n]))
    return new Map(
      [...this.#raised].map(([rule, raised]) => [rule, { raised, repeated: (matches.get(rule) ?? raised) - raised }]),
    )
  }
}

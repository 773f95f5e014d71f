// `tripline baseline`: what is usual for each class of connections: learned from inputs, shown, taken out of a run and put into one.
import { importedPath, readBaseline, writeBaseline } from '../app/baseline-file.ts'
import { findConfig } from '../app/config.ts'
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { openKeptStore } from '../app/store.ts'
import { Baseline, type SavedBaseline } from '../baseline/baseline.ts'
import { baselineNeeds, Scoring } from '../baseline/scoring.ts'
import { OperationalError } from '../errors.ts'
import { createLayout } from '../event/layout.ts'
import { anomalyScore, usualName } from '../event/learned-fields.ts'
import { stageOfState } from '../pipeline/evaluator.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { baselineJson, printBaseline } from './print-baseline.ts'
import { coloursFor, note, out, plural } from './terminal.ts'
import { reportInputs, reportUnreadable } from './unreadable.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

/** What rules most ask `usual` for, beside features. */
const alsoLearned = ['websocket.payload.bytes', 'websocket.message.bytes']

/** 0; 2 where an input was left out. */
export async function learnCommand(
  paths: readonly string[],
  options: InputOptions & { readonly out: string; readonly from?: string },
): Promise<number> {
  const { sources, refused, warnings } = await openInputs(paths, options)
  reportInputs({ refused, warnings })
  const asked = [anomalyScore, ...alsoLearned.map((field) => usualName({ field, percent: 99 }))]
  const layout = createLayout([...asked, ...baselineNeeds(new Set(asked))])
  const baseline = new Baseline()
  const { learned } = options.from === undefined ? { learned: null } : await readBaseline(options.from)
  if (learned !== null) baseline.load(learned)
  const scoring = new Scoring(layout, baseline)
  for await (const { delivery } of sideBySide(sources, layout)) if (delivery) scoring.extend(delivery.batch, () => {})
  reportUnreadable(sources.flatMap((source) => source.unreadable()))
  await writeBaseline(options.out, baseline.save())
  out(printBaseline(baseline.save(), coloursFor(process.stdout)))
  note(`${plural(baseline.classes().size, 'class', 'classes')} in ${options.out}.`)
  return refused.length > 0 ? 2 : 0
}

export async function showCommand(file: string | undefined, options: Options): Promise<number> {
  const saved = file === undefined ? await keptBaseline(options) : (await readBaseline(file)).learned!
  if (options.json) for (const line of baselineJson(saved)) out(line)
  else out(printBaseline(saved, coloursFor(process.stdout)))
  return 0
}

export async function exportCommand(file: string, options: Options): Promise<number> {
  const saved = await keptBaseline(options)
  await writeBaseline(file, saved)
  note(`${plural(saved.classes.length, 'class', 'classes')} in ${file}.`)
  return 0
}

export async function importCommand(file: string, options: Options): Promise<number> {
  const { learned } = await readBaseline(file)
  const path = importedPath(await findConfig(options.config))
  await writeBaseline(path, learned!)
  note(
    `${plural(learned!.classes.length, 'class', 'classes')} in ${path}. A run takes them when it starts, in the place of what it had learned.`,
  )
  return 0
}

/** Of the run that the config names, as it last saved itself. */
async function keptBaseline({ config }: Options): Promise<SavedBaseline> {
  const found = await findConfig(config)
  if (found.config.queue)
    throw new OperationalError('USAGE', {
      details: 'With a queue, baselines are in the memory of the process that reads events. Name a file.',
    })
  const store = await openKeptStore(found.resolve(found.config.store.path))
  try {
    const { snapshot } = await store.recover()
    const stage = snapshot === null ? null : stageOfState(snapshot.pieces)
    const { baseline } = (stage ?? {}) as { readonly baseline?: SavedBaseline }
    if (baseline) return baseline
    throw new OperationalError('USAGE', {
      details: 'This run has learned nothing: none of its rules asks anomaly() or usual().',
    })
  } finally {
    await store.close()
  }
}

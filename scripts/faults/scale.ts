// Producers, workers, Redis and Elasticsearch, killed, frozen and disturbed under load. Every event that was acknowledged
// must have led to what one undisturbed process makes of it: each incident once, as often counted, with the same document.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../bench/random.ts'
import { Crew } from './scale/crew.ts'
import { doFaults, type Happened, quick, whole } from './scale/faults.ts'
import { type Installation, openInstallation } from './scale/installation.ts'
import { compare, expect, type Ledger } from './scale/ledger.ts'
import { Load } from './scale/load.ts'
import { alertStream, countIn, deadLetters, incidentIndex, readAll, readWaiting } from './scale/look.ts'
import { createStatus } from './scale/status.ts'
import { Story } from './scale/story.ts'
import { summarize, tellDifferences, tellFaults } from './scale/tell.ts'

export interface ScaleOptions {
  readonly quick: boolean
  readonly seed: number
}

/** True where nothing was lost and nothing doubled. What was said and sent stays where something is amiss. */
export async function scale(options: ScaleOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-faults-'))
  console.log(`Faults of seed ${options.seed} over Redis, Elasticsearch, two producers and workers. Starting …`)
  const installation = await openInstallation(folder, options.seed)
  const crew = new Crew(installation)
  let isWell = false
  try {
    isWell = await drill(options, installation, crew)
    return isWell
  } finally {
    await crew.stop()
    await installation.close()
    if (isWell) rmSync(folder, { recursive: true, force: true })
    else console.error(`What the programs said, what was sent and the configs are in ${folder}.`)
  }
}

async function drill(options: ScaleOptions, installation: Installation, crew: Crew): Promise<boolean> {
  const plan = options.quick ? quick : whole
  const start = Date.now()
  const seconds = (): number => (Date.now() - start) / 1000
  const happened: Happened[] = []
  const note = (what: string): void => {
    happened.push({ seconds: seconds(), what })
    if (!process.stdout.isTTY) console.log(`${seconds().toFixed(1).padStart(7)} s  ${what}`)
  }
  const load = openLoad(options.seed, installation, seconds)
  await crew.start(plan.workers)
  const status = createStatus({ installation, crew, load: load.load, seconds, happened })
  const telling = load.load.run()
  await doFaults({
    plan,
    installation,
    crew,
    seed: options.seed,
    note,
  })
  crew.resize(plan.workers)
  note('no more faults')
  load.end()
  await within(telling, 'What was sent is not acknowledged, long after the last fault.')
  note('all is acknowledged')
  status.phase('Settling')
  const ledger = await expect(load.load.files(), installation.rules)
  const isQuiet = await settled(installation, ledger)
  note(isQuiet ? 'nothing waits any more' : 'queues or spools are not empty yet, and are not waited for')
  await status.end()
  await crew.stop()
  const there = {
    states: await readAll(installation, incidentIndex),
    alerts: await readAll(installation, alertStream),
    webhooks: installation.receiver.received,
  }
  const differences = compare(ledger, there)
  const letters = await deadLetters(installation)
  tellFaults({ plan, happened, installation, crew, seconds: seconds() })
  tellDifferences({ differences, letters, happened, turns: load.load.turns })
  console.log(summarize(load.load.acknowledged, ledger, differences))
  const crashed = crew.watched.falls.some((fall) => fall.crashed)
  return isQuiet && differences.length === 0 && letters.length === 0 && !crashed && ledger.size > 0
}

function openLoad(
  seed: number,
  installation: Installation,
  seconds: () => number,
): { readonly load: Load; end(): void } {
  const over = new AbortController()
  const story = new Story(createRandom(seed))
  const load = new Load({ installation, story, random: createRandom(seed + 3), until: over.signal, seconds })
  return { load, end: () => over.abort() }
}

async function within(work: Promise<void>, tooLate: string): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(tooLate)), patienceMs)
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What is left is done at leisure: retries of an outage wait for half a minute by then. */
const patienceMs = 180_000

/** Until nothing waits, and as much is there as there should be or nothing more comes. */
async function settled(installation: Installation, ledger: Ledger): Promise<boolean> {
  let quiet = 0
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(500)) {
    const waiting = await readWaiting(installation)
    const isEmpty = waiting !== null && waiting.batches + waiting.changes === 0
    quiet = isEmpty ? quiet + 1 : 0
    if (quiet >= 4 && (await isComplete(installation, ledger))) return true
    if (quiet >= 40) return true
  }
  return false
}

async function isComplete(installation: Installation, ledger: Ledger): Promise<boolean> {
  const critical = [...ledger.values()].filter(({ incident }) => incident.level === 'critical').length
  return (
    (await countIn(installation, incidentIndex)) >= ledger.size &&
    (await countIn(installation, alertStream)) >= ledger.size &&
    installation.receiver.received.size >= critical
  )
}

// Producers, workers, Redis and Elasticsearch, killed, frozen and disturbed under load. Every event that was acknowledged
// must have led to what one undisturbed process makes of it: each incident once, as often counted, with the same document.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../bench/random.ts'
import { connectElastic } from '../../src/store/elastic/connect.ts'
import { elasticNames } from '../../src/store/elastic/names.ts'
import { setupElastic } from '../../src/store/elastic/setup.ts'
import type { Server } from '../test/servers/server.ts'
import { Crew } from './scale/crew.ts'
import { doFaults, quick, whole } from './scale/faults.ts'
import { History } from './scale/history.ts'
import { type Installation, openInstallation } from './scale/installation.ts'
import { compare, expect, type Ledger } from './scale/ledger.ts'
import { Load } from './scale/load.ts'
import { alertStream, countIn, deadLetters, incidentIndex, readAll, readWaiting } from './scale/look.ts'
import { showStatus } from './scale/status.ts'
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
  const history = new History()
  const load = await disturb(options, { installation, crew, history })
  const ledger = await expect(load.files(), installation.rules)
  const isQuiet = await settled(installation, ledger)
  history.note(isQuiet ? 'nothing waits any more' : 'queues or spools are not empty yet, and are not waited for')
  await crew.stop()
  const letters = await deadLetters(installation)
  const differences = compare(ledger, {
    states: await readAll(installation, incidentIndex),
    alerts: await readAll(installation, alertStream),
    webhooks: installation.receiver.received,
  })
  tellFaults({ history, installation, crew })
  tellDifferences({ differences, letters, history, turns: load.turns })
  console.log(summarize(load.acknowledged, ledger, differences))
  const crashed = crew.watched.falls.some((fall) => fall.crashed)
  return isQuiet && differences.length === 0 && letters.length === 0 && !crashed && ledger.size > 0
}

interface Stage {
  readonly installation: Installation
  readonly crew: Crew
  readonly history: History
}

/** Load and faults side by side, until all that was sent is acknowledged. */
async function disturb({ quick: isQuick, seed }: ScaleOptions, { installation, crew, history }: Stage): Promise<Load> {
  const plan = isQuick ? quick : whole
  const over = new AbortController()
  const load = new Load({
    ...{ installation, history, paceMs: plan.paceMs, until: over.signal },
    story: new Story(createRandom(seed)),
    random: createRandom(seed + 3),
  })
  if (plan.isSetUp) await setUp(installation.elastic)
  await crew.start(plan.workers)
  const status = showStatus({ installation, crew, load, history })
  const telling = load.run()
  await doFaults({ plan, installation, crew, history, seed })
  crew.resize(plan.workers)
  history.note('no more faults')
  over.abort()
  await within(telling, 'What was sent is not acknowledged, long after the last fault.')
  history.note('all is acknowledged')
  await status.end()
  return load
}

async function setUp({ url }: Server): Promise<void> {
  const elastic = await connectElastic({ url, namespace: 'default' })
  await setupElastic(elastic, elasticNames('default'))
  await elastic.close()
}

/** For what can only go wrong by hanging. */
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

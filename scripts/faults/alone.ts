// One process, killed at random while a log grows and a sender posts. Held against the same run without a kill.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../bench/random.ts'
import { freePort } from '../test/free-port.ts'
import { type Fall, Program } from './program.ts'
import { type Line, makeTraffic, rules } from './traffic.ts'

const kills = 20
const batches = 150
/** Wall time between two batches: with the kills in between, the whole drill takes about a minute. */
const paceMs = 120

interface Outcome {
  /** Times that each incident was seen, by its id. */
  readonly incidents: ReadonlyMap<string, number>
  readonly acknowledged: number
}

/** True where nothing was lost and nothing doubled. */
export async function alone(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-faults-'))
  try {
    console.log(`${batches} batches by a growing log and as many by HTTP, without a kill …`)
    const calm = await run(folder, 'calm', 0)
    console.log(`${calm.acknowledged} events acknowledged, ${calm.incidents.size} incidents. Now with ${kills} kills …`)
    const killed = await run(folder, 'killed', kills)
    const lost = difference(calm.incidents, killed.incidents) + (calm.acknowledged - killed.acknowledged)
    const doubled = difference(killed.incidents, calm.incidents)
    console.log(
      `acknowledged ${killed.acknowledged}, incidents ${killed.incidents.size}, lost ${lost}, doubled ${doubled}`,
    )
    return lost === 0 && doubled === 0 && calm.incidents.size > 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How often what is in `a` was seen more often than in `b`. */
function difference(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [id, count] of a) sum += Math.max(0, count - (b.get(id) ?? 0))
  return sum
}

async function run(folder: string, name: string, killCount: number): Promise<Outcome> {
  const port = await freePort()
  const log = join(folder, 'events.ndjson')
  const store = join(folder, `${name}.db`)
  writeFileSync(log, '')
  for (const [id, text] of Object.entries(rules)) writeFileSync(join(folder, `${id}.trip`), text)
  writeFileSync(join(folder, `${name}.yaml`), configOf(log, store, port))
  const words = ['run', '--config', join(folder, `${name}.yaml`)]
  const program = new Program({ name, words, folder, ready: 'Console and API', onFall: fell })
  program.start()
  await program.atWork()
  const killing = killAtRandom(program, killCount)
  const writing = growLog(log)
  const acknowledged = await post(port)
  await Promise.all([writing, killing])
  await settled(store)
  await program.retire()
  return { incidents: incidentsIn(store), acknowledged }
}

const configOf = (log: string, store: string, port: number): string => `version: 1
sources:
  - { type: file, path: ${JSON.stringify(log)}, connector: ndjson }
rules: [${Object.keys(rules)
  .map((id) => `${id}.trip`)
  .join(', ')}]
store: { path: ${JSON.stringify(store)} }
api: { port: ${port} }
`

function fell({ lastLine }: Fall): void {
  throw new Error(`The program ended by itself: ${lastLine}`)
}

async function killAtRandom(program: Program, times: number): Promise<void> {
  const random = createRandom(7)
  for (let i = 0; i < times; i++) {
    await sleep(100 + random() * 1200)
    await program.kill()
    await program.atWork()
  }
}

async function growLog(path: string): Promise<void> {
  for (const lines of makeTraffic('file', batches, 1).batches) {
    const text = ndjson(lines)
    // Now and then a line is there only in part for a while, as a writer's buffer leaves it.
    const cut = Math.floor(text.length / 2)
    appendFileSync(path, text.slice(0, cut))
    await sleep(paceMs / 2)
    appendFileSync(path, text.slice(cut))
    await sleep(paceMs / 2)
  }
}

/** Posts each batch until it is acknowledged, with the same key each time. Returns the events acknowledged. */
async function post(port: number): Promise<number> {
  let acknowledged = 0
  for (const [n, lines] of makeTraffic('http', batches, 2).batches.entries()) {
    acknowledged += await postUntilTaken(port, `drill-${n}`, ndjson(lines))
    await sleep(paceMs)
  }
  return acknowledged
}

async function postUntilTaken(port: number, key: string, body: string): Promise<number> {
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
        body,
        signal: AbortSignal.timeout(10_000),
      })
      const { accepted } = (await answer.json()) as { accepted?: number }
      if (answer.ok && accepted !== undefined) return accepted
    } catch {
      // The process is dead or dying: the same request again.
    }
    await sleep(50)
  }
}

/** Until nothing has been added for a while. */
async function settled(store: string): Promise<void> {
  let before = ''
  for (let quiet = 0; quiet < 6; ) {
    await sleep(500)
    const now = JSON.stringify([...incidentsIn(store)])
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}

function incidentsIn(path: string): Map<string, number> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database.prepare('SELECT id, count FROM incidents').all() as { id: string; count: number }[]
    return new Map(rows.map(({ id, count }) => [id, count]))
  } finally {
    database.close()
  }
}

const ndjson = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

// One process, killed at random while a log grows and a sender posts. Held against the same run without a kill.
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../bench/random.ts'
import { type Line, makeTraffic, rules } from './traffic.ts'

const kills = 20
const batches = 150
/** Wall time between two batches: with the kills in between, the whole drill takes about a minute. */
const paceMs = 120

const launcher = resolve(import.meta.dirname, '../../bin/tripline.cjs')

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
  const program = new Program(join(folder, `${name}.yaml`))
  await program.start()
  const killing = killAtRandom(program, killCount)
  const writing = growLog(log)
  const acknowledged = await post(port)
  await Promise.all([writing, killing])
  await settled(store)
  await program.stop()
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

/** The program under test, which is started again whenever it was killed. */
class Program {
  readonly #config: string
  #child: ChildProcess | null = null
  #errors = ''

  constructor(config: string) {
    this.#config = config
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [launcher, 'run', '--config', this.#config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    child.stderr!.on('data', (bytes: Buffer) => {
      this.#errors = (this.#errors + bytes.toString()).slice(-10_000)
    })
    for (let waited = 0; waited < 20_000 && !this.#errors.includes('Console and API'); waited += 20) {
      if (child.exitCode !== null) throw new Error(`The program ended by itself:\n${this.#errors}`)
      await sleep(20)
    }
  }

  async kill(): Promise<void> {
    const child = this.#child!
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await gone
    this.#errors = ''
  }

  async stop(): Promise<void> {
    const child = this.#child!
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await gone
  }
}

async function killAtRandom(program: Program, times: number): Promise<void> {
  const random = createRandom(7)
  for (let i = 0; i < times; i++) {
    await sleep(100 + random() * 1200)
    await program.kill()
    await program.start()
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

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

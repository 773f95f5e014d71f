// Logs written at full speed and rotated in every way, while the program that reads them is killed at random, sometimes for
// long enough that several rotations pass. Each line is counted: what was written against what was read.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../bench/random.ts'
import { freePort } from '../test/free-port.ts'
import { type Fall, Program } from './program.ts'
import { habits, Rotation } from './rotation/rotate.ts'
import { Writer } from './rotation/writer.ts'

interface Options {
  readonly quick: boolean
  readonly seed: number
}

interface Drill {
  readonly folder: string
  readonly program: Program
  readonly writers: readonly Writer[]
  readonly rotations: readonly Rotation[]
  readonly random: () => number
  readonly seconds: number
}

/** Lines a second of each log: as many as can be counted, each for itself, by a process that is mostly starting. */
const pace = 300
/** Between two rotations of a log, on average. */
const betweenRotationsMs = 1500

/** True where nothing was lost and nothing doubled. */
export async function rotation({ quick, seed }: Options): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-rotation-'))
  const drill = await prepare(folder, createRandom(seed), quick ? 20 : 120)
  console.log(`${habits.length} logs for ${drill.seconds} s, each rotated in its own way, seed ${seed} …`)
  const kills = await run(drill)
  const counts = await compare(drill)
  await drill.program.retire()
  console.log(`${kills} kills, ${drill.rotations.reduce((sum, { times }) => sum + times, 0)} rotations`)
  const isWhole = counts.lost === 0 && counts.doubled === 0 && counts.unreadable === 0 && counts.written > 0
  if (isWhole) rmSync(folder, { recursive: true, force: true })
  else console.log(`See ${folder}. Not readable: ${counts.unreadable}.`)
  console.log(`written ${counts.written}, read ${counts.read}, lost ${counts.lost}, doubled ${counts.doubled}`)
  return isWhole
}

async function prepare(folder: string, random: () => number, seconds: number): Promise<Drill> {
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  const writers = habits.map(({ name }) => new Writer({ name, path: join(logs, `${name}.log`), random, pace }))
  const rotations = habits.map((habit, index) => new Rotation(habit, writers[index]!))
  writeFileSync(join(folder, 'drill_line_was_read.trip'), rule)
  writeFileSync(join(folder, 'tripline.yaml'), configOf(await freePort()))
  const words = ['run', '--config', join(folder, 'tripline.yaml')]
  const program = new Program({ name: 'reader', words, folder, ready: 'Console and API', onFall: fell })
  return { folder, program, writers, rotations, random, seconds }
}

const storeOf = (folder: string): string => join(folder, 'drill.db')

const configOf = (port: number): string => `version: 1
sources:
  - { type: file, path: "logs/*.log", connector: nginx }
rules: [drill_line_was_read.trip]
store: { path: drill.db }
api: { port: ${port} }
`

const rule = `rule drill_line_was_read {
  title "Line"
  level low
  detect request where url.path != null
  incident "{url.path}"
  suppress 7d by url.path
}
`

function fell({ lastLine }: Fall): void {
  throw new Error(`The program ended by itself: ${lastLine}`)
}

/** Returns how often it was killed. */
async function run({ folder, program, writers, rotations, random, seconds }: Drill): Promise<number> {
  const enough = new AbortController()
  const writing = writers.map((writer) => writer.run(enough.signal))
  program.start()
  await program.atWork()
  await allRead(folder, writers.length)
  const over = Date.now() + seconds * 1000
  const rotating = rotations.map((one) => rotateUntil(one, over, random))
  const kills = await killUntil(program, over, random)
  await Promise.all(rotating)
  enough.abort()
  await Promise.all(writing)
  return kills
}

/** Of a log that was never read before, what was rotated away is not asked for. */
async function allRead(folder: string, logs: number): Promise<void> {
  const read = (): number =>
    Number(rowsOf(storeOf(folder), "SELECT count(*) AS n FROM positions WHERE source LIKE '%.log'")[0]!['n'])
  while (read() < logs) await sleep(50)
}

async function rotateUntil(one: Rotation, over: number, random: () => number): Promise<void> {
  while (Date.now() < over) {
    await sleep(2 * betweenRotationsMs * random())
    await one.rotate()
  }
}

async function killUntil(program: Program, over: number, random: () => number): Promise<number> {
  let kills = 0
  while (Date.now() < over) {
    await sleep(500 + random() * 5000)
    // Now and then for longer than a log stays as it is called.
    await program.kill(random() < 0.2 ? 3 * betweenRotationsMs * (1 + random()) : undefined)
    kills++
    await program.atWork()
  }
  return kills
}

interface Counts {
  readonly written: number
  readonly read: number
  readonly lost: number
  readonly doubled: number
  readonly unreadable: number
}

async function compare({ folder, writers }: Drill): Promise<Counts> {
  const written = new Map(writers.flatMap((writer) => [...writer.paths()]))
  const store = storeOf(folder)
  await settled(store, sum(written.values()))
  const read = readCounts(store)
  let lost = 0
  let doubled = 0
  for (const path of new Set([...written.keys(), ...read.keys()])) {
    const missing = (written.get(path) ?? 0) - (read.get(path) ?? 0)
    if (missing > 0) lost += missing
    else doubled -= missing
    if (missing !== 0) console.log(`${path}: written ${written.get(path) ?? 0}, read ${read.get(path) ?? 0}`)
  }
  return { written: sum(written.values()), read: sum(read.values()), lost, doubled, unreadable: unreadableIn(store) }
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0)

/** Until all is read, and nothing more comes; or nothing has come for a minute. */
async function settled(store: string, written: number): Promise<void> {
  let before = -1
  for (let quiet = 0; quiet < 120; ) {
    await sleep(500)
    const now = sum(readCounts(store).values())
    quiet = now !== before ? 0 : quiet + (now === written ? 30 : 1)
    before = now
  }
}

const readCounts = (store: string): ReadonlyMap<string, number> =>
  new Map(
    rowsOf(store, "SELECT json_extract(document, '$.message') AS path, sum(count) AS n FROM incidents GROUP BY 1").map(
      ({ path, n }) => [String(path), Number(n)],
    ),
  )

const unreadableIn = (store: string): number =>
  Number(rowsOf(store, 'SELECT coalesce(sum(count), 0) AS n FROM unreadable')[0]!['n'])

function rowsOf(store: string, query: string): Record<string, unknown>[] {
  const database = new DatabaseSync(store, { readOnly: true, timeout: 5000 })
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}

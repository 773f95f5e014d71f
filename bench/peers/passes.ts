// A way to find what the six rules find → how long it takes over a file, and over events in memory; printed as the other
// engines print it.
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Found } from './tally.ts'

export interface Way<Events> {
  readonly name: string
  /** Read, decode, match, as one. */
  readonly stream: (path: string) => Promise<Over>
  /** Read and decode alone. Anew for each pass: what is made on demand of an event is made in each. */
  readonly load: (path: string) => Promise<Events>
  readonly match: (events: Events) => Over
}

export interface Over {
  readonly events: number
  readonly found: Found
}

export interface Report extends Found {
  readonly peer: string
  readonly version: string
  readonly events: number
  readonly wall_ms?: number | null
  readonly wall_cpu_ms?: number | null
  readonly peak_rss_mb?: number | null
  readonly parse_ms?: number | null
  readonly engine_ms?: number | null
  readonly engine_cpu_ms?: number | null
  readonly error?: string
}

/** `FILE [--warmup PASSES] [--mode stream]`. Each pass begins with nothing known; the last one counts. */
export async function runPasses<Events>(way: Way<Events>): Promise<void> {
  const options = { warmup: { type: 'string', default: '2' }, mode: { type: 'string', default: 'all' } } as const
  const { positionals, values } = parseArgs({ allowPositionals: true, strict: false, options })
  const [path, passes] = [positionals[0]!, Number(values.warmup) + 1]
  const stream = await lastOf(passes, () => timed(() => way.stream(path)))
  const peak = process.resourceUsage().maxRSS / 1024
  const inMemory = values.mode === 'stream' ? null : await lastOf(passes, () => matchLoaded(way, path))
  const report: Report = {
    peer: way.name,
    version: `node ${process.versions.node}`,
    wall_ms: stream.ms,
    wall_cpu_ms: stream.cpuMs,
    peak_rss_mb: peak,
    ...inMemory?.figures,
    events: stream.result.events,
    ...stream.result.found,
    ...(inMemory && !isSame(stream.result, inMemory.over) && { error: 'Two passes disagree.' }),
  }
  console.log(JSON.stringify(report))
}

async function matchLoaded<Events>(way: Way<Events>, path: string) {
  const { result: events, ms: parseMs } = await timed(() => way.load(path))
  collect()
  const { result: over, ms, cpuMs } = await timed(async () => way.match(events))
  return { over, figures: { parse_ms: parseMs, engine_ms: ms, engine_cpu_ms: cpuMs } }
}

const isSame = (one: Over, other: Over): boolean => JSON.stringify(one) === JSON.stringify(other)

async function lastOf<Result>(passes: number, run: () => Promise<Result>): Promise<Result> {
  for (let pass = 1; pass < passes; pass++) await run()
  return await run()
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** CPU is that of all threads: of the collector, of the compiler, and of who reads ahead. */
async function timed<Result>(work: () => Promise<Result>) {
  collect()
  const [cpu, startedAt] = [process.cpuUsage(), performance.now()]
  const result = await work()
  const [ms, { user, system }] = [performance.now() - startedAt, process.cpuUsage(cpu)]
  return { result, ms, cpuMs: (user + system) / 1000 }
}

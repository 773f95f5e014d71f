// What the length of a window costs: nanoseconds of CPU for an event, with windows of a second to an hour, ten keys, each with ten
// events a second.
import { join } from 'node:path'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { median, type Row } from './table.ts'

const program = join(import.meta.dirname, 'windows/program.ts')

const lengths = { '1 s': 1, '10 s': 10, '1 min': 60, '10 min': 600, '1 h': 3600 }
const aggregates = [
  'count()',
  'sum(websocket.message.bytes)',
  'count_distinct(url.path)',
  'percentile(websocket.message.bytes, 95)',
]

export async function windowsBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const all = aggregates.map((aggregate) => ({
    aggregate,
    windows: Object.entries(lengths).map(([name, seconds]) => ({ name, seconds, ns: [] as number[] })),
  }))
  for (let run = 0; run < runs; run++)
    for (const { aggregate, windows } of all)
      for (const { seconds, ns } of windows) ns.push(await nanosecondsOf(aggregate, seconds))
  return all.map(({ aggregate, windows }) => ({
    'CPU ns an event': aggregate,
    ...Object.fromEntries(windows.map(({ name, ns }) => [name, withSpread(ns)])),
    '1 h of 1 s': median(windows.at(-1)!.ns) / median(windows[0]!.ns),
  }))
}

async function nanosecondsOf(aggregate: string, seconds: number): Promise<number> {
  const { stdout } = await measure([], [process.execPath, program, aggregate, String(seconds)])
  return (JSON.parse(stdout) as { readonly ns: number }).ns
}

const withSpread = (ns: readonly number[]): string =>
  `${Math.round(median(ns))} (${Math.round(Math.min(...ns))} to ${Math.round(Math.max(...ns))})`

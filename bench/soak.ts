// Traffic for half an hour, connections coming and going: the memory that is left after each collection, drawn, and whether it
// lies flat once everything is as full as it gets.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { plot } from './soak/plot.ts'
import type { Sample } from './soak/program.ts'
import { isFlat, trendOf } from './soak/trend.ts'
import type { Row } from './table.ts'

const program = join(import.meta.dirname, 'soak/program.ts')
/** Of the time: windows, suppressions and what the compiler knows have then come to their size. */
const warmUp = 1 / 3

export async function soakBench({ minutes, trial }: BenchOptions): Promise<readonly Row[]> {
  const { stdout } = await measure([], [process.execPath, program, String(minutes)])
  const samples = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample)
  writeFileSync(join(import.meta.dirname, trial ? 'data' : 'results', 'soak.svg'), drawn(samples))
  return [rowOf(samples)]
}

function rowOf(samples: readonly Sample[]): Row {
  const { seconds, events, incidents, snapshots } = samples.at(-1)!
  const warm = samples.filter((one) => one.seconds >= seconds * warmUp)
  const trend = trendOf(warm.map((one) => ({ x: one.seconds / 3600, y: one.heapMb })))
  return {
    soak: `${Math.round(seconds / 60)} minutes`,
    events,
    incidents,
    snapshots,
    'MB after warm-up': trend.from,
    'MB at the end': trend.to,
    'MB more an hour': trend.slope,
    'resident MB at most': Math.max(...samples.map(({ residentMb }) => residentMb)),
    verdict: isFlat(trend) ? 'flat after warm-up' : 'grows',
  }
}

function drawn(samples: readonly Sample[]): string {
  const over = (figure: (sample: Sample) => number) => samples.map((one) => ({ x: one.seconds / 60, y: figure(one) }))
  return plot({
    title: `${(samples.at(-1)!.events / 1e6).toFixed(1)} million events, connections coming and going`,
    across: 'minutes',
    up: 'MiB',
    series: [
      { name: 'resident', colour: '#c0c7d6', points: over(({ residentMb }) => residentMb) },
      { name: 'after a collection', colour: '#1f5fbf', points: over(({ heapMb }) => heapMb) },
    ],
    shadedTo: { x: (samples.at(-1)!.seconds * warmUp) / 60, name: 'warm-up' },
  })
}

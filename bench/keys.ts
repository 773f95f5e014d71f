// What many keys cost: a thousand to ten million of them, ten thousand events a second in windows of a minute, under the bounds
// that ship. At last as many in windows of an hour, of whom one attacks once a minute.
import { join } from 'node:path'
import type { Told } from './keys/program.ts'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { median, type Row } from './table.ts'

const cases = [
  ...[1000, 10_000, 100_000, 1_000_000, 10_000_000].map((keys) => ({ keys, attack: false })),
  { keys: 10_000_000, attack: true },
]
const program = join(import.meta.dirname, 'keys/program.ts')

export async function keysBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const all = cases.map((one) => ({ ...one, told: [] as (Told & { readonly peakMb: number })[] }))
  for (let run = 0; run < runs; run++) {
    for (const { keys, attack, told } of all) {
      const words = [String(keys), ...(attack ? ['attack'] : [])]
      const { stdout, peakMb } = await measure([], [process.execPath, program, ...words])
      told.push({ ...(JSON.parse(stdout) as Told), peakMb })
    }
  }
  return all.map(({ keys, told }) => {
    const rates = told.map(({ eventsPerSecond }) => eventsPerSecond)
    return {
      keys,
      events: told[0]!.events,
      'events/s': median(rates),
      least: Math.min(...rates),
      most: Math.max(...rates),
      'CPU µs an event': median(told.map(({ cpuUs }) => cpuUs)),
      'peak MB': median(told.map(({ peakMb }) => peakMb)),
      'keys evicted': told[0]!.evictedKeys,
      'attacks found': told[0]!.found ?? '–',
    }
  })
}

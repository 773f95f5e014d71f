// What a snapshot of a million keys costs: how long it takes, how long the engine stops for it, and how long a restart takes.
import { join } from 'node:path'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import type { Told } from './snapshot/program.ts'
import { median, type Row } from './table.ts'

const keys = 1_000_000
const windows = { 'sliding window': '1h', 'tumbling window': 'tumbling 1h' }
const program = join(import.meta.dirname, 'snapshot/program.ts')

export async function snapshotBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [name, window] of Object.entries(windows)) {
    const all: (Told & { readonly peakMb: number })[] = []
    for (let run = 0; run < runs; run++) {
      const words = [process.execPath, '--max-old-space-size=8192', program, String(keys), window]
      const { stdout, peakMb } = await measure([], words)
      all.push({ ...(JSON.parse(stdout) as Told), peakMb })
    }
    rows.push({
      snapshot: name,
      keys,
      ms: median(all.map(({ ms }) => ms)),
      'its own ms': median(all.map(({ stoppedMs }) => stoppedMs)),
      'longest stop ms': median(all.map(({ longestStopMs }) => longestStopMs)),
      'MB written': all[0]!.mb,
      'restore ms': median(all.map(({ restoreMs }) => restoreMs)),
      'peak MB': Math.max(...all.map(({ peakMb }) => peakMb)),
    })
  }
  return rows
}

// What a snapshot of a million keys costs: how long it takes, how long the engine stops for it, and how long a restart takes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import type { Restored } from './snapshot/restore.ts'
import type { Saved } from './snapshot/save.ts'
import { median, type Row } from './table.ts'

const keys = 1_000_000
const windows = { 'sliding window': '1h', 'tumbling window': 'tumbling 1h' }

type Told = Saved & Restored & { readonly peakMb: number }

export async function snapshotBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-snapshot-'))
  try {
    const rows: Row[] = []
    for (const [name, window] of Object.entries(windows)) {
      const all: Told[] = []
      for (let run = 0; run < runs; run++) all.push(await savedAndRestored(window, join(folder, 'state')))
      rows.push(rowOf(name, all))
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function savedAndRestored(window: string, path: string): Promise<Told> {
  const words = (program: string): string[] => [
    ...[process.execPath, '--max-old-space-size=8192', join(import.meta.dirname, 'snapshot', program)],
    ...[String(keys), window, path],
  ]
  const saved = await measure([], words('save.ts'))
  const restored = await measure([], words('restore.ts'))
  return {
    ...(JSON.parse(saved.stdout) as Saved),
    ...(JSON.parse(restored.stdout) as Restored),
    peakMb: Math.max(saved.peakMb, restored.peakMb),
  }
}

const rowOf = (name: string, all: readonly Told[]): Row => ({
  snapshot: name,
  keys,
  'save ms': median(all.map(({ ms }) => ms)),
  'its own CPU ms': median(all.map(({ ownCpuMs }) => ownCpuMs)),
  'longest stop ms': median(all.map(({ longestStopMs }) => longestStopMs)),
  'in CPU ms': median(all.map(({ longestStopCpuMs }) => longestStopCpuMs)),
  'MB written': all[0]!.mb,
  'restore ms': median(all.map(({ restoreMs }) => restoreMs)),
  'restore CPU ms': median(all.map(({ restoreCpuMs }) => restoreCpuMs)),
  'peak MB': Math.max(...all.map(({ peakMb }) => peakMb)),
})

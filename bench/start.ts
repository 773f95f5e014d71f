// How long it takes to be asked for help, and to scan the capture that ships.
import { resolve } from 'node:path'
import { measure } from './measure.ts'
import { median, type Row } from './table.ts'

const runs = 7
const capture = resolve(import.meta.dirname, '../examples/day-of-chat.pcap')

export async function startBench(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const args of [['--help'], ['scan', capture, '--json']]) {
    await measure(args)
    const times: number[] = []
    let peakMb = 0
    for (let run = 0; run < runs; run++) {
      const measured = await measure(args)
      times.push(measured.seconds * 1000)
      peakMb = Math.max(peakMb, measured.peakMb)
    }
    rows.push({
      command: `tripline ${args[0]}`,
      'median ms': median(times),
      'least ms': Math.min(...times),
      'most ms': Math.max(...times),
      'peak MB': peakMb,
    })
  }
  return rows
}

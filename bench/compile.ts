// How long it takes to compile many rules: in a process that has done nothing before, and in one that has.
import { resolve } from 'node:path'
import { generateRules } from './generate-rules.ts'
import { measure } from './measure.ts'
import { median, type Row } from './table.ts'

const runs = 5
const program = resolve(import.meta.dirname, 'compile/program.ts')

export async function compileBench(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const count of [20, 200, 1000]) {
    const folder = generateRules(count)
    const measured = []
    for (let run = 0; run < runs; run++) {
      const { seconds, peakMb, stdout } = await measure([folder], [process.execPath, program])
      measured.push({ seconds, peakMb, ...(JSON.parse(stdout) as { compileMs: number; againMs: number }) })
    }
    rows.push({
      rules: count,
      'whole process ms': median(measured.map(({ seconds }) => seconds * 1000)),
      'compile ms': median(measured.map(({ compileMs }) => compileMs)),
      'again ms': median(measured.map(({ againMs }) => againMs)),
      'peak MB': Math.max(...measured.map(({ peakMb }) => peakMb)),
    })
  }
  return rows
}

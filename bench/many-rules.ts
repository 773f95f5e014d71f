// What more rules cost: the same events held against 50, 500 and 5,000 rules, in turns.
import { join } from 'node:path'
import type { Told } from './many-rules/program.ts'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { median, type Row } from './table.ts'

const counts = [50, 500, 5000]
const program = join(import.meta.dirname, 'many-rules/program.ts')

export async function manyRulesBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const turns: (Told & { readonly peakMb: number })[][] = []
  for (let run = 0; run < runs; run++) {
    const turn = []
    for (const count of counts) {
      const { stdout, peakMb } = await measure([], [process.execPath, program, String(count)])
      turn.push({ ...(JSON.parse(stdout) as Told), peakMb })
    }
    turns.push(turn)
  }
  return counts.map((rules, i) =>
    rowOf(
      rules,
      turns.map((turn) => ({ ...turn[i]!, ofFirst: turn[i]!.eventsPerSecond / turn[0]!.eventsPerSecond })),
    ),
  )
}

function rowOf(rules: number, all: readonly (Told & { readonly peakMb: number; readonly ofFirst: number })[]): Row {
  const rates = all.map(({ eventsPerSecond }) => eventsPerSecond)
  return {
    rules,
    'events/s': median(rates),
    least: Math.min(...rates),
    most: Math.max(...rates),
    'of 50 rules': median(all.map(({ ofFirst }) => ofFirst)),
    matches: all[0]!.matches,
    'compile ms': median(all.map(({ compileMs }) => compileMs)),
    'peak MB': Math.max(...all.map(({ peakMb }) => peakMb)),
  }
}

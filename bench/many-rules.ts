// What more rules cost: the same events held against 50, 500 and 5,000 rules, in turns.
import { join } from 'node:path'
import type { Told } from './many-rules/program.ts'
import { measure } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { median, type Row } from './table.ts'

const counts = [50, 500, 5000]
const program = join(import.meta.dirname, 'many-rules/program.ts')

interface Turn extends Told {
  readonly peakMb: number
  /** Of the same turn, with the fewest rules. */
  readonly first: Told
}

export async function manyRulesBench({ runs }: BenchOptions): Promise<readonly Row[]> {
  const all = counts.map((rules) => ({ rules, turns: [] as Turn[] }))
  for (let run = 0; run < runs; run++) {
    let first: Told | null = null
    for (const { rules, turns } of all) {
      const { stdout, peakMb } = await measure([], [process.execPath, program, String(rules)])
      const told = JSON.parse(stdout) as Told
      first ??= told
      turns.push({ ...told, peakMb, first })
    }
  }
  return all.map(({ rules, turns }) => rowOf(rules, turns))
}

function rowOf(rules: number, turns: readonly Turn[]): Row {
  const rates = turns.map(({ eventsPerSecond }) => eventsPerSecond)
  return {
    rules,
    'events/s': median(rates),
    least: Math.min(...rates),
    most: Math.max(...rates),
    'of 50 rules': median(turns.map(({ eventsPerSecond, first }) => eventsPerSecond / first.eventsPerSecond)),
    'CPU µs an event': median(turns.map(({ cpuUs }) => cpuUs)),
    'of 50 rules, by CPU': median(turns.map(({ cpuUs, first }) => first.cpuUs / cpuUs)),
    matches: turns[0]!.matches,
    'compile ms': median(turns.map(({ compileMs }) => compileMs)),
    'peak MB': Math.max(...turns.map(({ peakMb }) => peakMb)),
  }
}
